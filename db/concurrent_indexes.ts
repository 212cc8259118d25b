/**
 * Indexes that are built while others go on writing. PostgreSQL does that outside of a transaction only, so they come
 * after the migrations that name them, and again with each run until they are there and whole.
 */
import journal from "./migrations/meta/_journal.json" with { type: "json" };
import type { SqlConnection, SqlDriver } from "./driver.ts";

interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
}

const LOCK = "4713520260000004";
const CREATE = /^\s*create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?"?([a-z0-9_]+)"?/i;
const BREAK = "--> statement-breakpoint";

/** Whether a statement of a migration is one of these. */
export function isBuiltBeside(statement: string): boolean {
  return CREATE.test(statement);
}

/** Builds those that are missing, and anew what a build that was interrupted has left. One process at a time does it. */
export async function buildIndexes(driver: SqlDriver, log?: Log): Promise<void> {
  const wanted = await wantedIndexes();
  if (wanted.size > 0) await buildAll(driver, wanted, log);
}

/** By name, as the files of the migrations have them. */
export async function wantedIndexes(
  tags: readonly string[] = journal.entries.map(({ tag }) => tag),
  folder = `${import.meta.dirname}/migrations`,
): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for (const tag of tags) {
    for (const statement of (await Deno.readTextFile(`${folder}/${tag}.sql`)).split(BREAK)) {
      const name = CREATE.exec(statement)?.[1];
      if (name !== undefined) wanted.set(name, statement);
      const dropped = /^\s*drop\s+index\s+(?:concurrently\s+)?(?:if\s+exists\s+)?"?([a-z0-9_]+)"?/i.exec(
        statement,
      )?.[1];
      if (dropped !== undefined) wanted.delete(dropped);
    }
  }
  return wanted;
}

/** As `buildIndexes`, of these. */
export async function buildAll(
  driver: SqlDriver,
  wanted: ReadonlyMap<string, string>,
  log?: Log,
): Promise<void> {
  await driver.session(async (connection) => {
    const [opening] = await connection.batch([
      { text: "select current_setting('role'), pg_try_advisory_lock($1::bigint)", values: [LOCK] },
    ]);
    const [role, isAlone] = opening?.rows[0] ?? [];
    // Another one is at it: waiting within a statement would keep that one waiting too.
    if (isAlone !== true) return;
    try {
      for (const name of ["role", "statement_timeout"]) {
        await set(connection, name, name === "role" ? "none" : "0");
      }
      for (const [name, statement] of wanted) await build(connection, name, statement, log);
    } finally {
      await set(connection, "role", String(role));
      await connection.batch([{ text: "select pg_advisory_unlock($1::bigint)", values: [LOCK] }]);
    }
  });
}

async function build(connection: SqlConnection, name: string, statement: string, log?: Log): Promise<void> {
  const [found] = await connection.batch([{
    text:
      "select indisvalid from pg_index where indexrelid = to_regclass('public.' || quote_ident($1::text))",
    values: [name],
  }]);
  const isWhole = found?.rows[0]?.[0];
  if (isWhole === true) return;
  // Each alone: neither may stand in a transaction with others.
  if (isWhole === false) await connection.batch([{ text: `drop index concurrently public."${name}"` }]);
  await connection.batch([{ text: statement }]);
  log?.info("Index built", { index: name });
}

async function set(connection: SqlConnection, name: string, value: string): Promise<void> {
  await connection.batch([{ text: "select set_config($1, $2, false)", values: [name, value] }]);
}
