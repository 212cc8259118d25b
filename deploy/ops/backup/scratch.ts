/** Databases that are made for a restore: filled from an archive, looked at, and dropped or put in another's place. */
import { PRELUDE } from "#db/prelude.ts";
import type { SqlConnection } from "#db/driver.ts";
import type { Log } from "#domain/ports.ts";
import { databaseName, startProgram, withDatabase } from "./client_programs.ts";
import { type DatabaseState, readState } from "./database_state.ts";
import { Ending } from "./ending.ts";
import { asReader, rowsOf, within } from "./sessions.ts";
import type { DatabaseLogin } from "./settings.ts";

const SCRATCH = /^lexia_scratch_[0-9a-f]{16}$/;

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Makes an empty database for as long as `work` takes; what a killed run has left goes too. */
export async function inScratch<T>(
  owner: DatabaseLogin,
  log: Log,
  work: (scratch: DatabaseLogin) => Promise<T>,
): Promise<T> {
  const name = `lexia_scratch_${crypto.getRandomValues(new Uint8Array(8)).toHex()}`;
  return await onServer(owner, log, async (connection) => {
    await dropLeftOvers(connection);
    await createDatabase(connection, name);
    try {
      return await work(withDatabase(owner, name));
    } finally {
      await dropDatabase(connection, name);
    }
  });
}

/** A connection to the server that is in nobody's way: to the database `postgres`. */
export async function onServer<T>(
  owner: DatabaseLogin,
  log: Log,
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  return await within(withDatabase(owner, "postgres"), log, (driver) => driver.session(work));
}

export async function createDatabase(connection: SqlConnection, name: string): Promise<void> {
  await rowsOf(connection, `create database ${quoted(name)} template template0 encoding 'UTF8'`);
}

export async function dropDatabase(connection: SqlConnection, name: string): Promise<void> {
  await rowsOf(connection, `drop database if exists ${quoted(name)} with (force)`);
}

async function dropLeftOvers(connection: SqlConnection): Promise<void> {
  const rows = await rowsOf(
    connection,
    `select datname::text from pg_database d where datname like 'lexia\\_scratch\\_%'
       and pg_has_role(datdba, 'member') and not exists (select from pg_stat_activity where datid = d.oid)`,
  );
  for (const [name] of rows) {
    if (SCRATCH.test(String(name))) {
      await rowsOf(connection, `drop database if exists ${quoted(String(name))}`);
    }
  }
}

/** Fills an empty database, in one transaction. @throws {Ending} `pg_restore_failed`, or what the content fails with. */
export async function fill(
  database: DatabaseLogin,
  content: ReadableStream<Uint8Array>,
  log: Log,
): Promise<void> {
  await onDatabase(database, log, MAKE_READY);
  await restore(database, content);
  await onDatabase(database, log, MAKE_USUAL);
}

/** A new server has none of the roles that grants name. The schema, with the function in it, comes with the archive. */
const MAKE_READY = [...PRELUDE, "drop schema public cascade"];
/** What every new database has, and dumps of a schema therefore leave out. */
const MAKE_USUAL = ["grant usage on schema public to public"];

async function onDatabase(database: DatabaseLogin, log: Log, statements: readonly string[]): Promise<void> {
  await within(
    database,
    log,
    (driver) => driver.session((connection) => connection.batch(statements.map((text) => ({ text })))),
  );
}

async function restore(database: DatabaseLogin, content: ReadableStream<Uint8Array>): Promise<void> {
  await using program = startProgram(
    "pg_restore",
    [...RESTORE, `--dbname=${databaseName(database.url)}`],
    database,
  );
  const fed = content.pipeTo(program.input);
  const [feeding, restoring] = await Promise.allSettled([fed, program.done()]);
  // Where the program has ended early, its own words tell more than a broken pipe.
  if (restoring.status === "rejected" && !isOurs(feeding)) throw restoring.reason;
  if (feeding.status === "rejected") throw feeding.reason;
}

function isOurs(feeding: PromiseSettledResult<void>): boolean {
  return feeding.status === "rejected" && feeding.reason instanceof Ending;
}

const RESTORE = ["--no-owner", "--exit-on-error", "--single-transaction"];

export async function stateOf(database: DatabaseLogin, log: Log): Promise<DatabaseState> {
  return await within(
    database,
    log,
    (driver) => driver.session((connection) => asReader(connection, () => readState(connection))),
  );
}

/** Tables of LEXIA without forced row-level security. */
export async function openTables(database: DatabaseLogin, log: Log): Promise<string[]> {
  return await within(database, log, async (driver) => {
    const rows = await rowsOf(
      driver,
      `select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace
         and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity) order by 1`,
    );
    return rows.map(([name]) => String(name));
  });
}

export type Indexes = { checked: number; skipped: null } | { checked: 0; skipped: string };

/** Every B-tree, and that it has an entry for each row. Making the extension takes a superuser. */
export async function checkIndexes(database: DatabaseLogin, log: Log): Promise<Indexes> {
  return await within(database, log, async (driver) => {
    try {
      await rowsOf(driver, "create extension if not exists amcheck");
    } catch {
      return { checked: 0, skipped: "the extension amcheck is not there, or only a superuser may make it" };
    }
    const rows = await rowsOf(driver, BTREES);
    for (const [oid] of rows) {
      await rowsOf(driver, "select bt_index_parent_check($1::oid::regclass, true, true)", [oid]);
    }
    return { checked: rows.length, skipped: null };
  });
}

const BTREES = `select c.oid::text from pg_class c join pg_am a on a.oid = c.relam
  where a.amname = 'btree' and c.relkind = 'i' and c.relnamespace = 'public'::regnamespace`;
