/** A restore: verified beside the live database first, which is touched by nothing but the exchange of names at the end. */
import type { SqlConnection } from "#db/driver.ts";
import { databaseName, withDatabase } from "./client_programs.ts";
import { Ending, EXIT } from "./ending.ts";
import { restoreFiles, verifyFiles } from "./files_backup.ts";
import type { Manifest } from "./manifest.ts";
import { dropDatabase, fill, onServer } from "./scratch.ts";
import { alone, rowsOf, within } from "./sessions.ts";
import type { DatabaseLogin } from "./settings.ts";
import type { Shelf } from "./shelf.ts";
import { connected, createBeside, databaseExists, type Names, namesFor, sessionsOn, swap } from "./swap.ts";
import { takeBackup, type Tools } from "./take_backup.ts";
import { isGood, judge, openBackup } from "./verify_backup.ts";

export interface RestoreOptions {
  name: string;
  mayTerminate: boolean;
  keepsSessions: boolean;
  /** Ends where the databases would change places. */
  isDry: boolean;
  /** Asked once everything is ready, with the live database's name; false ends without a change. */
  confirm(live: string, manifest: Manifest): boolean;
}

export interface Restored {
  manifest: Manifest;
  live: string;
  /** What the old database is called now; null where there was none. */
  before: string | null;
  /** The backup that was made of it; null where there was none. */
  backup: string | null;
  files: number;
}

/** @throws {Ending} and the live database is what it was. */
export async function restoreBackup(tools: Tools, shelf: Shelf, options: RestoreOptions): Promise<Restored> {
  const { settings, log } = tools;
  return await onServer(settings.owner, log, (connection) =>
    alone(connection, async () => {
      const live = databaseName(settings.owner.url);
      const hasLive = await databaseExists(connection, live);
      if (hasLive && !options.mayTerminate && !options.isDry) await refuseConnected(connection, live);
      const backup = await openBackup(tools, shelf, options.name);
      const { manifest, identities } = backup;
      await verifyFiles(shelf, manifest, { sealKey: settings.sealKey, identities });
      const names = namesFor(live, new Date(tools.now()));
      await createBeside(connection, names);
      try {
        await fillAndJudge(
          tools,
          withDatabase(settings.owner, names.restored),
          manifest,
          await backup.dump(),
        );
        if (!options.keepsSessions) await endSessions(withDatabase(settings.owner, names.restored), tools);
        if (options.isDry) throw wouldRestore(manifest, live, await sessionsOn(connection, live));
        if (!options.confirm(live, manifest)) {
          throw new Ending(EXIT.noPermission, "not_confirmed", NOT_CONFIRMED);
        }
        const before = hasLive ? (await takeBackup(tools)).manifest.name : null;
        await swap(connection, names, options);
        const files = await restoreFiles(tools, shelf, manifest, identities);
        return { manifest, live, before: hasLive ? names.before : null, backup: before, files };
      } catch (error) {
        await dropIfThere(connection, names);
        throw error;
      }
    }));
}

function wouldRestore({ name }: Manifest, live: string, sessions: string[]): Ending {
  const open = sessions.length === 0 ? "" : `, once these connections are ended: ${sessions.join(", ")}`;
  const message = `${name} is good, and would take the place of ${live}${open}. Nothing was changed`;
  return new Ending(EXIT.done, "would_restore", message, { name, database: live, connections: sessions });
}

const NOT_CONFIRMED = "Nothing was changed: the database's name was not confirmed";

async function refuseConnected(connection: SqlConnection, live: string): Promise<void> {
  const sessions = await sessionsOn(connection, live);
  if (sessions.length > 0) throw connected(live, sessions);
}

async function fillAndJudge(
  tools: Tools,
  database: DatabaseLogin,
  manifest: Manifest,
  dump: ReadableStream<Uint8Array>,
): Promise<void> {
  await fill(database, dump, tools.log);
  const verdict = await judge(tools, manifest, database);
  if (isGood(verdict)) return;
  const parts = [...verdict.differences.map(({ of }) => of), ...verdict.open].join(", ");
  throw new Ending(
    EXIT.data,
    "different",
    `Nothing was changed: restored, these are not what they were: ${parts}`,
  );
}

/** Sessions and single-use tokens that were ended after the backup would be good again. People sign in anew. */
async function endSessions(database: DatabaseLogin, { log }: Tools): Promise<void> {
  await within(database, log, (driver) =>
    driver.session((connection) =>
      connection.batch([
        { text: "begin" },
        { text: "set local role lexia_platform" },
        ...["refresh_tokens", "sessions", "one_time_tokens"].map((table) => ({
          text: `delete from ${table}`,
        })),
        { text: "commit" },
      ])
    ));
}

async function dropIfThere(connection: SqlConnection, { restored }: Names): Promise<void> {
  await dropDatabase(connection, restored).catch(() => {});
}

/** Databases that earlier restores have put aside. */
export async function dropOld(tools: Tools): Promise<string[]> {
  const { settings, log } = tools;
  const stem = databaseName(settings.owner.url).slice(0, 36);
  return await onServer(settings.owner, log, async (connection) => {
    const rows = await rowsOf(
      connection,
      "select datname::text from pg_database where starts_with(datname, $1) order by 1",
      [`${stem}_before_`],
    );
    const old = rows.map(([name]) => String(name))
      .filter((name) => /^_before_\d{8}_\d{6}$/.test(name.slice(stem.length)));
    for (const name of old) await dropDatabase(connection, name);
    return old;
  });
}
