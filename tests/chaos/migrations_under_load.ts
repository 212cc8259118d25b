/** A migration while the release before serves, and that release on the new schema: R19. */
import { setTimeout as pause } from "node:timers/promises";
import { buildAll, isBuiltBeside } from "#db/concurrent_indexes.ts";
import { inMigration } from "#db/migrate.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import { migrationFaults } from "../../deploy/ops/release/migration_rules.ts";
import config from "../../deno.json" with { type: "json" };
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import { atLeast, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { Clients, follow, missing, radicado, SOLICITUDES, until, withoutJob } from "./_following.ts";
import { olderRelease } from "./_older_release.ts";

const CONNECTIONS = 4;

/** One of each kind that the rules let pass, over the largest tables. */
const MIGRATION = `
ALTER TABLE "solicitudes" ADD COLUMN "r19_court" text;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "r19_weight" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD COLUMN "r19_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "executions" ADD CONSTRAINT "r19_check" CHECK (r19_weight > 0) NOT VALID;--> statement-breakpoint
CREATE TABLE "r19_things" ("id" uuid PRIMARY KEY DEFAULT lexia_uuidv7() NOT NULL, "kind" text NOT NULL);--> statement-breakpoint
CREATE INDEX "r19_things_idx" ON "r19_things" USING btree ("kind");--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "r19_executions_idx" ON "executions" USING btree ("r19_weight", "started_at");`;

/** As the newer release leaves it in the list of what was applied. */
const NEWER = "insert into drizzle.__drizzle_migrations (hash, created_at) values ('r19', 9999999999999)";

export const migrationsUnderLoad: Proof = {
  id: "R19",
  title: "a migration of a large table while the release before serves",
  async run(scale) {
    const rows = scale === "full" ? 1_000_000 : 50_000;
    await using older = await olderRelease();
    await using installation = await Installation.open();
    const member = await installation.member(await installation.organization());
    const process = await installation.serve({ root: older.folder });
    await plantExecutions(installation, member, rows);
    const waits = new LockWaits(installation);
    const clients = new Clients(
      process.port,
      CONNECTIONS,
      (index) => index % 2 === 0 ? follow(member, radicado(index)) : listing(member),
    );
    await until("requests are under way", () => Promise.resolve(clients.acknowledged.size > 20));
    const before = clients.answers.length;
    const tried = await applyUnder(installation);
    const during = clients.answers.length - before;
    await until("requests went on", () => Promise.resolve(clients.answers.length > before + during + 50));
    await clients.stop();
    await waits.stop();
    const failed = clients.answers.filter(({ status }) => status === 0 || status >= 500).length;
    await process.stop();
    return [
      exactly(
        `faults by the rules, of ${older.name} going on`,
        migrationFaults(MIGRATION, config.version).length,
        0,
      ),
      exactly("rows of the largest table", await installation.count("executions"), rows),
      atLeast("tries, while somebody held a lock", tried, 2),
      atLeast("requests answered meanwhile", during, 20),
      exactly("requests that waited for a lock for more than a second", waits.long, 0),
      exactly("requests that failed", failed, 0),
      exactly("acknowledged and missing", await missing(installation, clients.acknowledged), 0),
      exactly("committed without a job", await withoutJob(installation), 0),
      ...await goesBack(installation, member, older.folder),
    ];
  },
};

function listing({ host, token }: Member) {
  return { path: `${SOLICITUDES}?limit=20`, host, headers: bearer(token) };
}

async function plantExecutions(installation: Installation, member: Member, rows: number): Promise<void> {
  const connection = new LoadConnection((await installation.serve()).port);
  const { body } = await connection.send(follow(member, radicado(99_999)), true);
  connection.close();
  await installation.query(
    `insert into executions (organization_id, solicitud_id, job_id, attempt, trigger, source, started_at, result, is_counted)
     select $1, $2, gen_random_uuid(), 1, 'scheduled', 'cpnu', now(), 'unchanged', true from generate_series(1, $3::int)`,
    [member.organizationId, JSON.parse(body).id, rows],
  );
}

/** Beside a report that holds a lock for a while. Returns how often it was tried. */
async function applyUnder({ env }: Installation): Promise<number> {
  const driver = openServerDatabase({
    url: env.DATABASE_URL ?? "",
    max: 3,
    statementTimeoutSeconds: 0,
    idleTransactionSeconds: 0,
    log: silentLog,
  });
  const statements = MIGRATION.split("--> statement-breakpoint");
  let tries = 1;
  try {
    const report = Promise.withResolvers<void>();
    const reading = driver.session(async (reader) => {
      await reader.batch([
        { text: "begin" },
        { text: "lock table executions in access share mode" },
      ]);
      report.resolve();
      await until("a try has failed", () => Promise.resolve(tries > 1));
      await reader.batch([{ text: "rollback" }]);
    });
    await report.promise;
    await inMigration(driver, async (connection) => {
      await connection.batch(statements.filter((text) => !isBuiltBeside(text)).map((text) => ({ text })));
      await connection.batch([{ text: NEWER }]);
    }, { log: { info: () => void tries++ } });
    await reading;
    const beside = statements.filter(isBuiltBeside);
    await buildAll(driver, new Map([["r19_executions_idx", beside[0] ?? ""]]));
  } finally {
    await driver.close();
  }
  return tries;
}

/** A rollback: the older release is started again, on the schema of the newer one. */
async function goesBack(installation: Installation, member: Member, root: string): Promise<Finding[]> {
  const [index] = await installation.query(
    "select indisvalid from pg_index where indexrelid = 'r19_executions_idx'::regclass",
  );
  const process = await installation.serve({ root });
  const connection = new LoadConnection(process.port);
  const worker = installation.work({ root });
  const statuses: number[] = [];
  const ask = async (request: Parameters<LoadConnection["send"]>[0]) => {
    const answer = await connection.send(request, true);
    statuses.push(answer.status);
    return answer.body;
  };
  await ask({ path: "/ready", host: member.host });
  const { id } = JSON.parse(await ask(follow(member, radicado(88_888))));
  await ask({ path: `${SOLICITUDES}/${id}`, host: member.host, headers: bearer(member.token) });
  await ask(listing(member));
  connection.close();
  await until(
    "its job is done",
    async () => await installation.count("executions", `solicitud_id = '${id}'`) > 0,
  );
  await worker.stop();
  return [
    exactly("index built beside and whole", String(index?.[0]), "true"),
    exactly("answers of the older release on the new schema", statuses.join(" "), "200 201 200 200"),
  ];
}

/** Looks again and again who waits for a lock: LEXIA's requests, not the migration itself. */
class LockWaits {
  long = 0;
  #isStopped = false;
  readonly #watching: Promise<void>;

  constructor(installation: Installation) {
    this.#watching = this.#watch(installation);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#watching;
  }

  async #watch(installation: Installation): Promise<void> {
    while (!this.#isStopped) {
      const [row] = await installation.query(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
           and now() - query_start > interval '1 second' and query !~* '^(alter|create|lock|select pg_advisory)'`,
      );
      this.long += Number(row?.[0]);
      await pause(50);
    }
  }
}
