/**
 * LEXIA's files beside the dump: uploads, exports, logos. Each content lies on the shelf once, encrypted, under a name that
 * a key makes of it, so that the name tells nobody what it is; a list for each backup says which keys have which content.
 */
import { createHmac, hkdfSync } from "node:crypto";
import { z } from "zod";
import { FileStoreUnavailable } from "#domain/ports.ts";
import { openFiles } from "#platform/mod.ts";
import { decrypted, encrypted } from "./encryption.ts";
import { Ending, EXIT } from "./ending.ts";
import { findManifest, keysOf, type Manifest, shelvedIn } from "./manifest.ts";
import type { BackupSettings } from "./settings.ts";
import { type Item, openBucket, openFolder, type Shelf } from "./shelf.ts";
import { sha256Of } from "./streams.ts";

const line = z.object({ key: z.string(), size: z.int(), modified: z.string(), blob: z.string() });
type Line = z.output<typeof line>;

interface FileTools {
  settings: BackupSettings;
}

/** Writes what is new, and the list under `key`. Null where there are no files to keep. */
export async function backUpFiles(
  { settings }: FileTools,
  shelf: Shelf,
  key: string,
): Promise<Manifest["files"]> {
  if (settings.files === null) return null;
  const source = sourceOf(settings.files);
  const known = await knownLines(shelf, settings.sealKey);
  const there = new Set((await shelf.list("blobs/")).map((item) => item.key));
  const lines: Line[] = [];
  for (const item of await source.list()) {
    const same = known.get(item.key);
    const isSame = same?.size === item.size && same.modified === item.modified && there.has(same.blob);
    const blob = isSame ? same.blob : await keep(item, { source, shelf, settings, there });
    if (blob !== null) lines.push({ ...item, blob });
  }
  const text = lines.map((one) => `${JSON.stringify(one)}\n`).join("");
  const { size, hash } = await shelf.write(key, new Blob([text]).stream());
  const bytes = lines.reduce((sum, one) => sum + one.size, 0);
  return { key, size, sha256: hash, count: lines.length, bytes };
}

interface Keeping {
  source: Shelf;
  shelf: Shelf;
  settings: BackupSettings;
  there: Set<string>;
}

/** The content's name on the shelf; null where somebody deleted the file meanwhile. Read twice, never held whole. */
async function keep(item: Item, { source, shelf, settings, there }: Keeping): Promise<string | null> {
  const first = await source.read(item.key);
  if (first === null) return null;
  const blob = blobName((await sha256Of(first)).hash, settings.sealKey);
  if (there.has(blob)) return blob;
  const second = await source.read(item.key);
  if (second === null) return null;
  await shelf.write(blob, await encrypted(second, settings.recipients));
  there.add(blob);
  return blob;
}

function blobName(hash: string, sealKey: string): string {
  const key = new Uint8Array(hkdfSync("sha256", sealKey, "", "lexia/backup/blobs", 32));
  const name = createHmac("sha256", key).update(hash).digest("hex");
  return `blobs/${name.slice(0, 2)}/${name}.age`;
}

/** Of the last backup that can be read; none where there is none. */
async function knownLines(shelf: Shelf, sealKey: string): Promise<Map<string, Line>> {
  const last = shelvedIn(await shelf.list("lexia-")).at(-1);
  if (!last) return new Map();
  try {
    const lines = await readLines(shelf, await findManifest(shelf, last.name, sealKey));
    return new Map(lines.map((one) => [one.key, one]));
  } catch {
    return new Map();
  }
}

export async function readBlobNames(shelf: Shelf, manifest: Manifest): Promise<string[]> {
  return (await readLines(shelf, manifest)).map(({ blob }) => blob);
}

/** @throws {Ending} `files_broken` where the list is not what the manifest says. */
async function readLines(shelf: Shelf, { name, files }: Manifest): Promise<Line[]> {
  if (files === null) return [];
  const content = await shelf.read(keysOf(name).files);
  const text = content === null ? "" : await new Response(content).text();
  const { hash } = await sha256Of(new Blob([text]).stream());
  if (hash !== files.sha256) throw broken(`The list of files of ${name} is not what it was`);
  return text.split("\n").filter(Boolean).map((one) => line.parse(JSON.parse(one)));
}

function broken(message: string): Ending {
  return new Ending(EXIT.data, "files_broken", message);
}

/**
 * Every content is there, opens, and is what its name says.
 * @throws {Ending} `files_broken`, naming the first one.
 */
export async function verifyFiles(
  shelf: Shelf,
  manifest: Manifest,
  { sealKey, identities }: { sealKey: string; identities: readonly string[] },
): Promise<number> {
  const blobs = [...new Set(await readBlobNames(shelf, manifest))];
  for (const blob of blobs) {
    const hash = await contentHash(shelf, blob, identities);
    if (hash === null || blobName(hash, sealKey) !== blob) {
      throw broken(`The file ${blob} is missing or was changed`);
    }
  }
  return blobs.length;
}

async function contentHash(
  shelf: Shelf,
  blob: string,
  identities: readonly string[],
): Promise<string | null> {
  const content = await shelf.read(blob);
  if (content === null) return null;
  try {
    return (await sha256Of(await decrypted(content, identities))).hash;
  } catch (error) {
    if (error instanceof FileStoreUnavailable) throw error;
    return null;
  }
}

/** Puts back what is missing or has another size; files that came later stay. Returns how many were put back. */
export async function restoreFiles(
  { settings }: FileTools,
  shelf: Shelf,
  manifest: Manifest,
  identities: readonly string[],
): Promise<number> {
  if (settings.files === null || manifest.files === null) return 0;
  const target = await openFiles({ files: settings.files });
  const sizes = new Map((await sourceOf(settings.files).list()).map(({ key, size }) => [key, size]));
  let restored = 0;
  for (const { key, size, blob } of await readLines(shelf, manifest)) {
    if (sizes.get(key) === size) continue;
    const content = await shelf.read(blob);
    if (content === null) throw broken(`The file ${blob} is missing`);
    await target.put(key, await decrypted(content, identities), { maxBytes: size });
    restored++;
  }
  return restored;
}

function sourceOf(files: NonNullable<BackupSettings["files"]>): Shelf {
  return files.kind === "s3" ? openBucket(files) : openFolder(files.folder);
}
