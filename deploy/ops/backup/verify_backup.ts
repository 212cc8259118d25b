/** Whether a backup is good: first the archive alone, then what a database has that is made of it. */
import journal from "#db/migrations/meta/_journal.json" with { type: "json" };
import type { DatabaseState, Difference } from "./database_state.ts";
import { differences } from "./database_state.ts";
import { decrypted, readIdentities } from "./encryption.ts";
import { Ending, EXIT } from "./ending.ts";
import { verifyFiles } from "./files_backup.ts";
import { findManifest, keysOf, type Manifest } from "./manifest.ts";
import { checkIndexes, fill, type Indexes, inScratch, openTables, stateOf } from "./scratch.ts";
import type { DatabaseLogin } from "./settings.ts";
import { type Shelf, writeText } from "./shelf.ts";
import { measured, sha256Of } from "./streams.ts";
import type { Tools } from "./take_backup.ts";

export interface Verdict {
  manifest: Manifest;
  found: DatabaseState;
  differences: Difference[];
  /** Tables without forced row-level security. */
  open: string[];
  indexes: Indexes;
  /** Contents of files that were opened and are what their names say. */
  blobs: number;
}

export interface OpenedBackup {
  manifest: Manifest;
  identities: string[];
  /** The dump, decrypted as it is read. */
  dump(): Promise<ReadableStream<Uint8Array>>;
}

/**
 * Reads the whole archive once, hashing and decrypting, and writes nothing anywhere.
 * @throws {Ending} where the manifest or the archive is not what was written, naming which.
 */
export async function openBackup({ settings }: Tools, shelf: Shelf, name: string): Promise<OpenedBackup> {
  const manifest = await findManifest(shelf, name, settings.sealKey);
  refuseNewer(manifest);
  const identities = await readIdentities(settings.identityFile);
  await readArchive(shelf, manifest, identities);
  return {
    manifest,
    identities,
    dump: async () => await decrypted(await archiveOf(shelf, manifest), identities),
  };
}

async function archiveOf(shelf: Shelf, { name, archive }: Manifest): Promise<ReadableStream<Uint8Array>> {
  const content = await shelf.read(keysOf(name).archive);
  if (content === null) throw new Ending(EXIT.data, "archive_missing", `${archive.key} is not there`);
  return content;
}

/** Every custom dump of PostgreSQL begins so. */
const DUMP_MAGIC = "PGDMP";

async function readArchive(shelf: Shelf, manifest: Manifest, identities: string[]): Promise<void> {
  const { key, size, sha256 } = manifest.archive;
  const { content, result } = measured(await archiveOf(shelf, manifest));
  const opening = await readThrough(content, identities).then(() => null, (error: unknown) => error);
  if (opening !== null) {
    // What made it unreadable may have ended the reading early: the rest counts too.
    const whole = await sha256Of(await archiveOf(shelf, manifest));
    throw whole.hash === sha256 ? opening : changed(key, whole.size, size);
  }
  const { hash, size: found } = result();
  if (hash !== sha256) throw changed(key, found, size);
}

function changed(key: string, found: number, expected: number): Ending {
  const how = found === expected ? "its SHA-256 is another" : `it has ${found} bytes instead of ${expected}`;
  return new Ending(EXIT.data, "archive_changed", `The archive ${key} is not what was written: ${how}`);
}

/** @throws {Ending} where what is inside is no dump, or was not whole. */
export async function readThrough(
  content: ReadableStream<Uint8Array>,
  identities: readonly string[],
): Promise<void> {
  let head = "";
  const plain = await decrypted(content, identities);
  try {
    for await (const chunk of plain) {
      if (head.length < DUMP_MAGIC.length) head += new TextDecoder("latin1").decode(chunk.subarray(0, 8));
    }
  } catch (cause) {
    throw new Ending(EXIT.data, "archive_broken", "The archive was changed or cut off", {}, { cause });
  }
  if (!head.startsWith(DUMP_MAGIC)) {
    throw new Ending(EXIT.data, "archive_no_dump", "The archive holds something else than a dump");
  }
}

/** @throws {Ending} `schema_newer`. */
function refuseNewer({ name, lexia }: Manifest): void {
  const known = journal.entries.at(-1)?.tag.slice(0, 4) ?? "";
  if (name.slice(-4) <= known) return;
  const message = `${name} was made by LEXIA ${lexia}, whose schema is newer than this version's`;
  throw new Ending(EXIT.data, "schema_newer", message);
}

/** Into a database of its own, which is dropped afterwards. */
export async function verifyBackup(tools: Tools, shelf: Shelf, name: string): Promise<Verdict> {
  const backup = await openBackup(tools, shelf, name);
  const blobs = await verifyFiles(shelf, backup.manifest, {
    sealKey: tools.settings.sealKey,
    identities: backup.identities,
  });
  return await inScratch(tools.settings.owner, tools.log, async (scratch) => {
    await fill(scratch, await backup.dump(), tools.log);
    return { ...await judge(tools, backup.manifest, scratch), blobs };
  });
}

export async function judge(
  { log }: Tools,
  manifest: Manifest,
  database: DatabaseLogin,
): Promise<Omit<Verdict, "blobs">> {
  const found = await stateOf(database, log);
  return {
    manifest,
    found,
    differences: differences(manifest, found),
    open: await openTables(database, log),
    indexes: await checkIndexes(database, log),
  };
}

export function isGood({ differences, open }: Pick<Verdict, "differences" | "open">): boolean {
  return differences.length === 0 && open.length === 0;
}

/** Remembered on the shelf, so that retention never lets the last verified one go. */
export async function rememberVerified(shelf: Shelf, { name }: Manifest, at: Date): Promise<void> {
  await writeText(shelf, keysOf(name).verified, `${JSON.stringify({ verified_at: at.toISOString() })}\n`);
}
