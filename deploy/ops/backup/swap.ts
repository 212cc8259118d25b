/** Puts a restored database in another's place: nobody gets in meanwhile, and both names change together or not at all. */
import type { SqlConnection } from "#db/driver.ts";
import { createDatabase, quoted } from "./scratch.ts";
import { Ending, EXIT } from "./ending.ts";
import { rowsOf } from "./sessions.ts";

export interface Names {
  live: string;
  /** The restored one. */
  restored: string;
  /** What the old one is called from now on. */
  before: string;
}

export function namesFor(live: string, at: Date): Names {
  const time = at.toISOString().replace(/[-:]|\..*/g, "").replace("T", "_");
  // PostgreSQL cuts names off at 63 bytes.
  const stem = live.slice(0, 36);
  return { live, restored: `${stem}_restored_${time}`, before: `${stem}_before_${time}` };
}

export async function databaseExists(connection: SqlConnection, name: string): Promise<boolean> {
  return (await rowsOf(connection, "select from pg_database where datname = $1", [name])).length > 0;
}

/** Empty, with the settings and rights of the one whose place it will take. */
export async function createBeside(connection: SqlConnection, { live, restored }: Names): Promise<void> {
  await createDatabase(connection, restored);
  await rowsOf(connection, `revoke all on database ${quoted(restored)} from public`);
  const rows = await rowsOf(connection, RIGHTS, [live, restored]);
  for (const [statement] of rows) await rowsOf(connection, String(statement));
}

/** As statements. Where there is no such database yet, a new one's usual rights. */
const RIGHTS = `
  with lived as (
    select datacl, datdba, oid from pg_database where datname = $1
    union all
    select null, datdba, 0 from pg_database where datname = $2
      and not exists (select from pg_database where datname = $1)
  )
  select format('grant %s on database %I to %s', privilege_type, $2::text,
      case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end)
    from lived, aclexplode(coalesce(datacl, acldefault('d', datdba))) where grantee <> datdba
  union all
  select format('alter database %I set %I to %s', $2::text, split_part(setting, '=', 1),
      case when split_part(setting, '=', 1) in ('search_path') then substr(setting, strpos(setting, '=') + 1)
      else quote_literal(substr(setting, strpos(setting, '=') + 1)) end)
    from lived join pg_db_role_setting on setdatabase = lived.oid and setrole = 0, unnest(setconfig) setting`;

/** Whoever owns a database sees that others are there, but of strangers neither their kind nor their program. */
const OTHERS = `datname = $1 and usesysid is not null and pid <> pg_backend_pid()
  and coalesce(backend_type, 'client backend') = 'client backend'`;

/** Others who are connected to a database, as texts for people: who, from what program. */
export async function sessionsOn(connection: SqlConnection, name: string): Promise<string[]> {
  const rows = await rowsOf(
    connection,
    `select coalesce(usename, '') || ' (' || coalesce(application_name, '') || ')', count(*)::text
     from pg_stat_activity where ${OTHERS}
     group by 1 order by 1`,
    [name],
  );
  return rows.map(([who, count]) => `${count} of ${who}`);
}

const DRAIN_TRIES = 50;
const DRAIN_PAUSE_MS = 100;

/**
 * Keeps new connections out, ends or refuses those there are, and exchanges the names in one transaction. Whatever fails,
 * the live database lets its clients in again.
 * @throws {Ending} `connected`, where others are connected and may not be ended.
 */
export async function swap(
  connection: SqlConnection,
  names: Names,
  { mayTerminate }: { mayTerminate: boolean },
): Promise<void> {
  const { live, restored, before } = names;
  if (!await databaseExists(connection, live)) {
    await rowsOf(connection, `alter database ${quoted(restored)} rename to ${quoted(live)}`);
    return;
  }
  await rowsOf(connection, `alter database ${quoted(live)} with allow_connections false`);
  let current = live;
  try {
    await drain(connection, live, mayTerminate);
    await connection.batch([
      { text: `alter database ${quoted(live)} rename to ${quoted(before)}` },
      { text: `alter database ${quoted(restored)} rename to ${quoted(live)}` },
    ]);
    current = before;
  } finally {
    // The old one is to be looked into, so it may be opened again as well.
    await rowsOf(connection, `alter database ${quoted(current)} with allow_connections true`);
  }
}

async function drain(connection: SqlConnection, name: string, mayTerminate: boolean): Promise<void> {
  for (let tries = 0;; tries++) {
    const sessions = await sessionsOn(connection, name);
    if (sessions.length === 0) return;
    if (!mayTerminate) throw connected(name, sessions);
    if (tries === DRAIN_TRIES) throw connected(name, sessions);
    await rowsOf(
      connection,
      `select pg_terminate_backend(pid) from pg_stat_activity where ${OTHERS}`,
      [name],
    );
    await new Promise((resolve) => setTimeout(resolve, DRAIN_PAUSE_MS));
  }
}

export function connected(name: string, sessions: readonly string[]): Ending {
  const message = `Others are connected to ${name}: ${sessions.join(", ")}. Stop LEXIA, or use --terminate`;
  return new Ending(EXIT.busy, "connected", message, { sessions });
}
