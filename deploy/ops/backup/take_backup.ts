/** Makes a backup: a dump of one moment, encrypted as it is read, and a manifest that is written last. */
import journal from "#db/migrations/meta/_journal.json" with { type: "json" };
import type { SqlConnection } from "#db/driver.ts";
import type { Log, StoredFile } from "#domain/ports.ts";
import lexia from "../../../deno.json" with { type: "json" };
import { startProgram } from "./client_programs.ts";
import { type DatabaseState, readState } from "./database_state.ts";
import { encrypted } from "./encryption.ts";
import { Ending, EXIT } from "./ending.ts";
import { backUpFiles } from "./files_backup.ts";
import { backupName, FORMAT, FORMAT_VERSION, keysOf, type Manifest, writeManifest } from "./manifest.ts";
import { retain, type Retained } from "./retention.ts";
import { alone, asReader, READER_ROLE, refuseCutTables, rowsOf, within } from "./sessions.ts";
import type { BackupSettings } from "./settings.ts";
import type { Shelf } from "./shelf.ts";

export interface Tools {
  settings: BackupSettings;
  shelves: readonly Shelf[];
  log: Log;
  now(): number;
}

export interface Taken {
  manifest: Manifest;
  retained: Retained;
}

/** On the first shelf, then on the others; after that old ones go. @throws {Ending} */
export async function takeBackup(tools: Tools): Promise<Taken> {
  const { settings, shelves, log } = tools;
  const [shelf, ...others] = shelves;
  if (!shelf) throw new Ending(EXIT.config, "configuration", "There is no place to keep backups in");
  return await within(
    settings.reader,
    log,
    (driver) =>
      driver.session((connection) =>
        alone(connection, async () => {
          const manifest = await makeOne(tools, shelf, connection);
          await writeManifest(shelf, manifest, settings.sealKey);
          for (const other of others) {
            await copyTo(other, shelf, manifest);
            await writeManifest(other, manifest, settings.sealKey);
          }
          const databaseNow = await clockOf(connection);
          const retained: Retained[] = [];
          for (const one of shelves) retained.push(await retain(one, { ...tools, databaseNow }));
          return { manifest, retained: retained[0] ?? { removed: [], kept: 0, refusal: null } };
        })
      ),
  );
}

async function makeOne(tools: Tools, shelf: Shelf, connection: SqlConnection): Promise<Manifest> {
  const began = tools.now();
  const tag = await lastMigration(connection);
  const name = backupName(new Date(began), tag);
  const keys = keysOf(name);
  try {
    const { state, archive, facts } = await dumpWithState(tools, shelf, keys.archive, connection);
    // After the dump, so that every file a row of it names is there, unless it was deleted meanwhile.
    const files = await backUpFiles(tools, shelf, keys.files);
    return {
      format: FORMAT,
      version: FORMAT_VERSION,
      name,
      taken_at: new Date(began).toISOString(),
      seconds: (tools.now() - began) / 1_000,
      lexia: lexia.version,
      ...facts,
      archive: { key: keys.archive, size: archive.size, sha256: archive.hash },
      ...state,
      files,
    };
  } catch (error) {
    for (const key of [keys.archive, keys.files]) await shelf.remove(key).catch(() => {});
    throw error;
  }
}

interface Dumped {
  state: DatabaseState;
  archive: StoredFile;
  facts: { server_version: string; database: string };
}

/** Both see the same snapshot, so the figures are those of the dump. */
async function dumpWithState(
  { settings }: Tools,
  shelf: Shelf,
  key: string,
  connection: SqlConnection,
): Promise<Dumped> {
  return await asReader(connection, async () => {
    await refuseCutTables(connection);
    const [row = []] = await rowsOf(
      connection,
      "select pg_export_snapshot(), current_setting('server_version'), current_database()::text",
    );
    const [snapshot, version, database] = row.map(String);
    const dumping = dump(settings, shelf, key, snapshot ?? "");
    // Where the figures fail, the dump is heard of too before anything is cleared away.
    const [state, archive] = await Promise.allSettled([readState(connection), dumping]);
    if (archive.status === "rejected") throw archive.reason;
    if (state.status === "rejected") throw state.reason;
    const facts = { server_version: version ?? "", database: database ?? "" };
    return { state: state.value, archive: archive.value, facts };
  });
}

async function dump(
  { reader, recipients }: BackupSettings,
  shelf: Shelf,
  key: string,
  snapshot: string,
): Promise<StoredFile> {
  await using program = startProgram("pg_dump", [...DUMP, `--snapshot=${snapshot}`], reader);
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* program.output;
    // What was given so far becomes a file only if this does not throw.
    await program.done();
  }
  return await shelf.write(key, await encrypted(ReadableStream.from(whole()), recipients));
}

const DUMP = [
  "--format=custom",
  "--compress=6",
  "--schema=public",
  "--schema=drizzle",
  "--enable-row-security",
  `--role=${READER_ROLE}`,
  "--lock-wait-timeout=60000",
];

async function copyTo(other: Shelf, shelf: Shelf, manifest: Manifest): Promise<void> {
  const there = new Set((await other.list("blobs/")).map(({ key }) => key));
  const blobs = (await shelf.list("blobs/")).filter(({ key }) => !there.has(key)).map(({ key }) => key);
  const keys = [...blobs, ...(manifest.files === null ? [] : [manifest.files.key]), manifest.archive.key];
  for (const key of keys) {
    const content = await shelf.read(key);
    if (content === null) throw new Ending(EXIT.io, "copy_failed", `${key} is not in ${shelf.name} any more`);
    await other.write(key, content);
  }
}

/** @throws {Ending} where the database's schema is one that this LEXIA does not know. */
async function lastMigration(connection: SqlConnection): Promise<string> {
  const last = await asReader(
    connection,
    () => rowsOf(connection, "select max(created_at) from drizzle.__drizzle_migrations"),
  );
  const entry = journal.entries.find(({ when }) => when === Number(last[0]?.[0]));
  if (entry) return entry.tag;
  throw new Ending(
    EXIT.data,
    "schema_unknown",
    "The database has a schema that this version of LEXIA does not know",
  );
}

async function clockOf(connection: SqlConnection): Promise<number> {
  const [row] = await rowsOf(connection, "select extract(epoch from clock_timestamp()) * 1000");
  return Number(row?.[0]);
}
