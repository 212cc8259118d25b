/** Brings a database to this version's schema: prelude, migrations, grants, all in one transaction. */
import { drizzle } from "drizzle-orm/pg-proxy";
import { migrate as runMigrations } from "drizzle-orm/pg-proxy/migrator";
import journal from "./migrations/meta/_journal.json" with { type: "json" };
import { type SqlConnection, type SqlDriver, SqlError } from "./driver.ts";
import { grantStatements } from "./grants.ts";
import { PRELUDE } from "./prelude.ts";

export interface Migrated {
  /** The migrations that were missing, in the order they were applied. */
  applied: string[];
}

export interface MigrateOptions {
  log?: { info(message: string, fields?: Record<string, unknown>): void };
}

// Any constant will do, as long as every version of LEXIA takes the same one.
const LOCK = "4713520260000001";

const OPENING = [
  "begin",
  // The session may stand in a role of its home's choice: the owner is whoever logged in.
  "set local role none",
  "set local search_path = public",
  "set local statement_timeout = 0",
  "set local idle_in_transaction_session_timeout = 0",
  "set local client_min_messages = warning",
];

/**
 * Applies what is missing. Of several instances that start at once one does it, and the others wait for it. Needs a
 * login that owns the database, on a connection that is its own for the whole transaction.
 * @throws {SqlError} when PostgreSQL refuses a step; nothing is changed then.
 */
export async function migrate(driver: SqlDriver, { log }: MigrateOptions = {}): Promise<Migrated> {
  return await driver.session(async (connection) => {
    try {
      await run(connection, OPENING);
      await run(connection, [`select pg_advisory_xact_lock(${LOCK})`]);
      await run(connection, PRELUDE);
      const before = await lastApplied(connection);
      await applyMigrations(connection);
      await run(connection, grantStatements());
      await run(connection, ["commit"]);
      const applied = journal.entries.filter((entry) => entry.when > before).map((entry) => entry.tag);
      log?.info("The database has this version's schema", { applied });
      return { applied };
    } catch (error) {
      await run(connection, ["rollback"]).catch(() => {});
      throw error;
    }
  });
}

/** How many of this version's migrations the database lacks. Reads no files. */
export async function pendingMigrations(driver: SqlDriver): Promise<number> {
  try {
    const results = await driver.batch([
      { text: "select set_config('role', 'lexia_app', true)" },
      { text: LAST_APPLIED },
    ]);
    const last = Number(results[1]?.rows[0]?.[0]);
    return journal.entries.filter((entry) => entry.when > last).length;
  } catch (error) {
    if (error instanceof SqlError && NOT_THERE_YET.has(error.code)) return journal.entries.length;
    throw error;
  }
}

const LAST_APPLIED = "select coalesce(max(created_at), 0) from drizzle.__drizzle_migrations";

// No such role, table or schema.
const NOT_THERE_YET = new Set(["22023", "42704", "42P01", "3F000"]);

async function lastApplied(connection: SqlConnection): Promise<number> {
  const [known] = await run(connection, ["select to_regclass('drizzle.__drizzle_migrations') is not null"]);
  if (known?.rows[0]?.[0] !== true) return 0;
  const [last] = await run(connection, [LAST_APPLIED]);
  return Number(last?.rows[0]?.[0]);
}

async function applyMigrations(connection: SqlConnection): Promise<void> {
  const db = drizzle(async (text, values) => {
    const [result] = await connection.batch([{ text, values }]);
    const { columns, rows } = result ?? { columns: [], rows: [] };
    return { rows: rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]]))) };
  });
  const migrationsFolder = `${import.meta.dirname}/migrations`;
  await runMigrations(db, async (statements) => void await run(connection, statements), { migrationsFolder });
}

function run(connection: SqlConnection, statements: readonly string[]) {
  return connection.batch(statements.map((text) => ({ text })));
}
