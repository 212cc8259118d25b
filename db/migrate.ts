/**
 * Brings a database to this version's schema: prelude, migrations, grants, all in one transaction that waits for nobody
 * for long; then the indexes that are built while others write.
 */
import { drizzle } from "drizzle-orm/pg-proxy";
import { migrate as runMigrations } from "drizzle-orm/pg-proxy/migrator";
import { buildIndexes, isBuiltBeside } from "./concurrent_indexes.ts";
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
  /** How long a step waits for a lock: so long at most everybody else waits behind it. */
  lockMilliseconds?: number;
  /** How often all of it is tried where a lock could not be had in time. */
  tries?: number;
  /** Between two tries, doubling each time. */
  pauseMilliseconds?: number;
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

/** A statement that waits for a lock makes all wait that come after it: R19 allows a second. */
const LOCK_MILLISECONDS = 900;
const TRIES = 10;
const PAUSE_MILLISECONDS = 500;

// A lock that was not to be had in time; a deadlock.
const TRIED_AGAIN = new Set(["55P03", "40P01"]);

/**
 * Applies what is missing. Of several instances that start at once one does it, and the others wait for it. Needs a
 * login that owns the database, on a connection that is its own for the whole transaction.
 * @throws {SqlError} when PostgreSQL refuses a step; nothing is changed then. `55P03` where somebody held a lock each
 * time: whoever it is, such as a long report, has to end first.
 */
export async function migrate(driver: SqlDriver, options: MigrateOptions = {}): Promise<Migrated> {
  const applied = await inMigration(driver, applyAll, options);
  await buildIndexes(driver, options.log);
  options.log?.info("The database has this version's schema", { applied });
  return { applied };
}

/** One transaction of the owner's, alone among migrations; all of it again where a lock could not be had in time. */
export async function inMigration<T>(
  driver: SqlDriver,
  work: (connection: SqlConnection) => Promise<T>,
  { log, lockMilliseconds = LOCK_MILLISECONDS, tries = TRIES, pauseMilliseconds = PAUSE_MILLISECONDS }:
    MigrateOptions = {},
): Promise<T> {
  for (let tried = 1;; tried++) {
    try {
      return await driver.session((connection) => attempt(connection, work, Math.trunc(lockMilliseconds)));
    } catch (error) {
      const isBusy = error instanceof SqlError && TRIED_AGAIN.has(error.code);
      if (!isBusy || tried >= tries) throw error;
      log?.info("Somebody holds a lock that a migration needs: trying again", { tried, tries });
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds * 2 ** (tried - 1)));
    }
  }
}

async function attempt<T>(
  connection: SqlConnection,
  work: (connection: SqlConnection) => Promise<T>,
  lockMilliseconds: number,
): Promise<T> {
  try {
    await run(connection, OPENING);
    await run(connection, [`select pg_advisory_xact_lock(${LOCK})`]);
    // Not before: others wait for as long as one of them takes.
    await run(connection, [`set local lock_timeout = ${lockMilliseconds}`]);
    const done = await work(connection);
    await run(connection, ["commit"]);
    return done;
  } catch (error) {
    await run(connection, ["rollback"]).catch(() => {});
    throw error;
  }
}

async function applyAll(connection: SqlConnection): Promise<string[]> {
  await run(connection, PRELUDE);
  const before = await lastApplied(connection);
  await applyMigrations(connection);
  await run(connection, grantStatements());
  return journal.entries.filter((entry) => entry.when > before).map((entry) => entry.tag);
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
  await runMigrations(
    db,
    async (statements) => void await run(connection, statements.filter((text) => !isBuiltBeside(text))),
    { migrationsFolder },
  );
}

function run(connection: SqlConnection, statements: readonly string[]) {
  return connection.batch(statements.map((text) => ({ text })));
}
