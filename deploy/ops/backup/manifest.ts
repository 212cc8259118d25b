/** What stands beside each archive: what it holds, and a seal by which LEXIA knows it as its own. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Ending, EXIT } from "./ending.ts";
import { type Item, readText, type Shelf, writeText } from "./shelf.ts";

export const FORMAT = "lexia.backup";
export const FORMAT_VERSION = 1;

/** Time to the millisecond, and the number of the last migration. */
const NAME = /^lexia-\d{8}T\d{9}Z-\d{4}$/;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const storedFile = z.object({ key: z.string(), size: z.int(), sha256: hash });
const sums = z.object({ rows: z.string(), checksum: z.string() });

const manifest = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  name: z.string().regex(NAME),
  taken_at: z.iso.datetime(),
  seconds: z.number(),
  lexia: z.string(),
  server_version: z.string(),
  database: z.string(),
  archive: storedFile,
  tables: z.record(z.string(), sums),
  structure: z.record(z.string(), z.object({ count: z.int(), sha256: hash })),
  /** The list of LEXIA's files; null where they were not backed up. */
  files: storedFile.extend({ count: z.int(), bytes: z.int() }).nullable(),
});

export type Manifest = z.output<typeof manifest>;

export const keysOf = (name: string) => ({
  archive: `${name}.dump.age`,
  files: `${name}.files.jsonl`,
  manifest: `${name}.json`,
  verified: `${name}.verified`,
});

/** `schema`: the tag of the last migration, such as `0006_web`. */
export function backupName(takenAt: Date, schema: string): string {
  return `lexia-${takenAt.toISOString().replace(/[-:.]/g, "")}-${schema.slice(0, 4)}`;
}

/** A backup as a shelf has it: named, dated by its name, and whole where its manifest was written, which comes last. */
export interface Shelved {
  name: string;
  takenAt: Date;
  size: number;
  isVerified: boolean;
}

/** Oldest first. Only those whose archive is there too, and not empty. */
export function shelvedIn(items: readonly Item[]): Shelved[] {
  const sizes = new Map(items.map(({ key, size }) => [key, size]));
  return [...sizes.keys()].filter((key) => key.endsWith(".json") && NAME.test(key.slice(0, -5)))
    .map((key) => key.slice(0, -5))
    .flatMap((name) => {
      const size = sizes.get(keysOf(name).archive) ?? 0;
      const isVerified = sizes.has(keysOf(name).verified);
      return size === 0 ? [] : [{ name, takenAt: timeOf(name), size, isVerified }];
    })
    .toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime());
}

function timeOf(name: string): Date {
  const [, y, m, d, h, i, s, ms] = /^lexia-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/.exec(name) ?? [];
  return new Date(`${y}-${m}-${d}T${h}:${i}:${s}.${ms}Z`);
}

export async function writeManifest(shelf: Shelf, content: Manifest, sealKey: string): Promise<void> {
  const sealed = { ...content, seal: sealOf(content, sealKey) };
  await writeText(shelf, keysOf(content.name).manifest, `${JSON.stringify(sealed, null, 2)}\n`);
}

/**
 * A name, or `latest`.
 * @throws {Ending} `backup_unknown`, `manifest_broken`, `manifest_unknown_version`.
 */
export async function findManifest(shelf: Shelf, name: string, sealKey: string): Promise<Manifest> {
  const shelved = shelvedIn(await shelf.list("lexia-"));
  const wanted = name === "latest" ? shelved.at(-1)?.name : name;
  if (wanted === undefined) {
    throw new Ending(EXIT.unknown, "backup_unknown", `There is no backup in ${shelf.name}`);
  }
  const text = NAME.test(wanted) ? await readText(shelf, keysOf(wanted).manifest) : null;
  if (text === null) {
    throw new Ending(EXIT.unknown, "backup_unknown", `There is no backup "${wanted}" in ${shelf.name}`);
  }
  return openManifest(text, wanted, sealKey);
}

export function openManifest(text: string, name: string, sealKey: string): Manifest {
  const broken = (why: string) => new Ending(EXIT.data, "manifest_broken", `The manifest of ${name} ${why}`);
  let seal: unknown;
  let rest: Record<string, unknown>;
  try {
    ({ seal, ...rest } = z.record(z.string(), z.unknown()).parse(JSON.parse(text)));
  } catch {
    throw broken("cannot be read");
  }
  if (rest.format === FORMAT && rest.version !== FORMAT_VERSION) {
    const message = `The manifest of ${name} has version ${rest.version}: this LEXIA reads ${FORMAT_VERSION}`;
    throw new Ending(EXIT.data, "manifest_unknown_version", message);
  }
  if (typeof seal !== "string" || !isSame(seal, sealOf(rest, sealKey))) {
    throw broken("was changed, or sealed with another BACKUP_SEAL_KEY or SECRET_KEY");
  }
  const parsed = manifest.safeParse(rest);
  if (!parsed.success || parsed.data.name !== name) throw broken("is not what a backup's manifest is");
  return parsed.data;
}

function sealOf(content: object, sealKey: string): string {
  return createHmac("sha256", `lexia/backup/${sealKey}`).update(JSON.stringify(content)).digest("hex");
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
