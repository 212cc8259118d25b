/** New migrations keep to what lets the release before go on: each rule with what it refuses and what it lets pass. */
import { deepStrictEqual, ok } from "node:assert/strict";
import journal from "#db/migrations/meta/_journal.json" with { type: "json" };
import { FIRST_RELEASE, migrationFaults } from "../../deploy/ops/release/migration_rules.ts";
import config from "../../deno.json" with { type: "json" };

const REFUSED: readonly [fault: string, sql: string][] = [
  ["column_needs_value", `ALTER TABLE "solicitudes" ADD COLUMN "court" text NOT NULL;`],
  ["column_needs_value", `alter table public.solicitudes add court text not null`],
  ["table_rewritten", `ALTER TABLE "users" ADD COLUMN "token" uuid DEFAULT gen_random_uuid();`],
  ["table_rewritten", `ALTER TABLE "users" ADD COLUMN "key" uuid DEFAULT lexia_uuidv7() NOT NULL;`],
  ["table_rewritten", `ALTER TABLE "users" ADD COLUMN "low" text GENERATED ALWAYS AS (lower(email)) STORED;`],
  ["type_changed", `ALTER TABLE "executions" ALTER COLUMN "attempt" SET DATA TYPE bigint;`],
  ["null_refused", `ALTER TABLE "executions" ALTER COLUMN "result" SET NOT NULL;`],
  ["index_blocks_writes", `CREATE INDEX "a_idx" ON "executions" USING btree ("source");`],
  ["index_blocks_writes", `CREATE UNIQUE INDEX "a_key" ON public.executions ("source");`],
  [
    "constraint_reads_all",
    `ALTER TABLE "executions" ADD CONSTRAINT "a_fk" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");`,
  ],
  ["constraint_reads_all", `ALTER TABLE "executions" ADD CONSTRAINT "a_check" CHECK (attempt > 0);`],
  ["constraint_builds_index", `ALTER TABLE "executions" ADD CONSTRAINT "a_key" UNIQUE("job_id");`],
  ["still_used", `ALTER TABLE "executions" DROP COLUMN "evidence";`],
  ["still_used", `DROP TABLE "saved_views" CASCADE;`],
  ["still_used", `-- unused since 9.9.9\nALTER TABLE "executions" DROP COLUMN "evidence";`],
  ["renamed", `ALTER TABLE "executions" RENAME COLUMN "evidence" TO "proof";`],
  ["renamed", `ALTER TABLE "executions" RENAME TO "runs";`],
  ["rows_written_at_once", `UPDATE "executions" SET "source" = 'cpnu';`],
  ["rows_written_at_once", `DELETE FROM "executions" WHERE "source" = 'cpnu';`],
  ["locks_table", `TRUNCATE "executions";`],
  ["locks_table", `LOCK TABLE "executions";`],
];

const ALLOWED: readonly string[] = [
  `ALTER TABLE "solicitudes" ADD COLUMN "court" text;`,
  `ALTER TABLE "solicitudes" ADD COLUMN "court" text DEFAULT '' NOT NULL;`,
  `ALTER TABLE "solicitudes" ADD COLUMN "seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL;`,
  `CREATE INDEX CONCURRENTLY IF NOT EXISTS "a_idx" ON "executions" USING btree ("source");`,
  `ALTER TABLE "executions" ADD CONSTRAINT "a_check" CHECK (attempt > 0) NOT VALID;`,
  `ALTER TABLE "executions" VALIDATE CONSTRAINT "a_check";`,
  `ALTER TABLE "executions" ADD CONSTRAINT "a_key" UNIQUE USING INDEX "a_idx";`,
  `ALTER TABLE "executions" DROP CONSTRAINT "a_check";`,
  `ALTER TABLE "executions" ALTER COLUMN "source" DROP DEFAULT;`,
  `ALTER TABLE "executions" ALTER COLUMN "source" DROP NOT NULL;`,
  `ALTER TABLE "executions" ALTER COLUMN "source" SET DEFAULT 'cpnu';`,
  `-- unused since 0.1.0\nALTER TABLE "executions" DROP COLUMN "evidence";`,
  `-- unused since 0.1.0\nDROP TABLE "saved_views";`,
  `DROP INDEX "a_idx";`,
  // Of its own table, which nobody knows yet.
  `CREATE TABLE "things" ("id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL, "kind" text NOT NULL);
   --> statement-breakpoint
   CREATE INDEX "things_idx" ON "things" USING btree ("kind");--> statement-breakpoint
   ALTER TABLE "things" ADD CONSTRAINT "things_fk" FOREIGN KEY ("id") REFERENCES "users"("id");--> statement-breakpoint
   ALTER TABLE "things" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
   CREATE POLICY "things_backup" ON "things" AS PERMISSIVE FOR SELECT TO "lexia_backup" USING (true);`,
];

function faultsOf(sql: string): string[] {
  return migrationFaults(sql, "0.1.0").map(({ fault }) => fault);
}

Deno.test("migrations", async (t) => {
  const read = (tag: string) =>
    Deno.readTextFileSync(new URL(`../../db/migrations/${tag}.sql`, import.meta.url));

  for (const { tag } of journal.entries) {
    if (FIRST_RELEASE[tag] !== undefined) continue;
    await t.step(`${tag} lets release ${config.version} go on`, () => {
      deepStrictEqual(migrationFaults(read(tag), config.version), []);
    });
  }

  await t.step("of the first release are those that there were", () => {
    const tags = journal.entries.map(({ tag }) => tag);
    deepStrictEqual(Object.keys(FIRST_RELEASE), tags.slice(0, Object.keys(FIRST_RELEASE).length));
    // They would not all have passed, so the rules see something.
    ok(faultsOf(read("0006_web")).includes("index_blocks_writes"));
  });

  for (const [fault, sql] of REFUSED) {
    await t.step(
      `refuses ${sql.split("\n").at(-1)}`,
      () => ok(faultsOf(sql).includes(fault), faultsOf(sql).join()),
    );
  }

  for (const sql of ALLOWED) {
    await t.step(`lets pass ${sql.split("\n").at(-1)?.trim()}`, () => deepStrictEqual(faultsOf(sql), []));
  }
});
