/** Connections of the programs around backups: the reader's, who sees all rows, and the owner's. */
import { DatabaseUnavailable, type SqlConnection, type SqlDriver } from "#db/driver.ts";
import type { Log } from "#domain/ports.ts";
import { openServerDatabase } from "#platform/server/database.ts";
import type { DatabaseLogin } from "./settings.ts";
import { Ending, EXIT } from "./ending.ts";

/** Any constant will do, as long as every version of LEXIA takes the same one. */
const LOCK = "4713520260000002";

/** Opens a database for as long as `work` takes. */
export async function within<T>(
  login: DatabaseLogin,
  log: Log,
  work: (driver: SqlDriver) => Promise<T>,
): Promise<T> {
  const ca = login.caFile === null ? undefined : await Deno.readTextFile(login.caFile);
  const driver = openServerDatabase({
    url: login.url,
    ca,
    max: 2,
    statementTimeoutSeconds: 0,
    idleTransactionSeconds: 0,
    log,
  });
  try {
    await reach(driver);
    return await work(driver);
  } finally {
    await driver.close();
  }
}

const MOST_TRIES = 15;

/** A driver gives up after two seconds, since people wait for it. Nobody waits for a timer at night. */
async function reach(driver: SqlDriver): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      await driver.batch([{ text: "select 1" }]);
      return;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries === MOST_TRIES) throw error;
    }
  }
}

/** Rows of one statement. */
export async function rowsOf(
  connection: SqlConnection,
  text: string,
  values: unknown[] = [],
): Promise<unknown[][]> {
  return (await connection.batch([{ text, values }])).at(-1)?.rows ?? [];
}

/** One at a time in a database. @throws {Ending} `busy`. */
export async function alone<T>(connection: SqlConnection, work: () => Promise<T>): Promise<T> {
  const [got] = await rowsOf(connection, `select pg_try_advisory_lock(${LOCK})`);
  if (got?.[0] !== true) {
    throw new Ending(
      EXIT.busy,
      "busy",
      "Another backup, restore or verification of this database is at work",
    );
  }
  try {
    return await work();
  } finally {
    // A connection that was lost has let go of it.
    await rowsOf(connection, `select pg_advisory_unlock(${LOCK})`).catch(() => {});
  }
}

/** Role by which all rows are seen: the login's own, or one that it becomes. */
export const READER_ROLE = "lexia_backup";

/** A read-only transaction that sees one moment, as the role that sees all rows. */
export async function asReader<T>(connection: SqlConnection, work: () => Promise<T>): Promise<T> {
  await connection.batch([{ text: "begin isolation level repeatable read read only" }]);
  try {
    await connection.batch([
      { text: `set local role ${READER_ROLE}` },
      { text: "set local idle_in_transaction_session_timeout = 0" },
      { text: "set local statement_timeout = 0" },
    ]);
    return await work();
  } finally {
    await connection.batch([{ text: "rollback" }]).catch(() => {});
  }
}

/**
 * Row-level security cuts a dump short without a word where a table has no policy for the reader.
 * @throws {Ending} `dump_incomplete`, naming the tables.
 */
export async function refuseCutTables(connection: SqlConnection): Promise<void> {
  const rows = await rowsOf(connection, CUT_TABLES, [READER_ROLE]);
  if (rows.length === 0) return;
  const names = rows.map(([name]) => String(name)).join(", ");
  const message = `Row-level security would cut the dump short: ${READER_ROLE} has no policy for ${names}`;
  throw new Ending(EXIT.noPermission, "dump_incomplete", message);
}

const CUT_TABLES = `
  with for_reader as (
    select polrelid, polpermissive, pg_get_expr(polqual, polrelid) as rule from pg_policy
    where polcmd in ('r', '*') and (polroles = '{0}' or $1::regrole = any (polroles))
  )
  select oid::regclass::text from pg_class c
  where relkind in ('r', 'p') and relrowsecurity and relnamespace = 'public'::regnamespace and (
    not exists (select from for_reader where polrelid = c.oid and polpermissive and rule = 'true')
    or exists (select from for_reader where polrelid = c.oid and not polpermissive)
  ) order by 1`;
