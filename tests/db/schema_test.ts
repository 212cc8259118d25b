import { deepStrictEqual, ok } from "node:assert/strict";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import journal from "#db/migrations/meta/_journal.json" with { type: "json" };

const db = new URL("../../db/", import.meta.url);

/** The schema as the last migration left it. */
async function lastSnapshot() {
  const last = journal.entries.at(-1);
  ok(last);
  const prefix = String(last.idx).padStart(4, "0");
  return JSON.parse(await Deno.readTextFile(new URL(`migrations/meta/${prefix}_snapshot.json`, db)));
}

async function schema(): Promise<Record<string, unknown>> {
  const exported: Record<string, unknown> = {};
  for await (const { name } of Deno.readDir(new URL("schema/", db))) {
    Object.assign(exported, await import(new URL(`schema/${name}`, db).href));
  }
  return exported;
}

Deno.test("db/migrations say what db/schema says: run `deno task db:generate` after a change", async () => {
  const snapshot = await lastSnapshot();
  const now = generateDrizzleJson(await schema(), snapshot.id);
  deepStrictEqual(await generateMigration(snapshot, now), []);
});

Deno.test("db/schema has no index that PostgreSQL cannot read for `order by … desc`", async () => {
  // Drizzle writes a plain `.desc()` as DESC NULLS LAST, but ORDER BY … DESC puts nulls first: such an index is no help.
  const tables: Record<string, { indexes: Record<string, { columns: { asc: boolean; nulls?: string }[] }> }> =
    (await lastSnapshot()).tables;
  const useless = Object.values(tables).flatMap((table) => Object.entries(table.indexes))
    .filter(([, { columns }]) => columns.some((column) => !column.asc && column.nulls === "last"))
    .map(([name]) => name);
  deepStrictEqual(useless, []);
});
