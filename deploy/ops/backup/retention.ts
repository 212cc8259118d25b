/**
 * Which backups may go. The last ones never do, whatever their age, nor the last that was verified; and none goes where a
 * clock is in doubt, since then no age means anything.
 */
import type { Log } from "#domain/ports.ts";
import { readBlobNames } from "./files_backup.ts";
import { findManifest, keysOf, type Shelved, shelvedIn } from "./manifest.ts";
import type { BackupSettings } from "./settings.ts";
import type { Shelf } from "./shelf.ts";

const DAY_MS = 86_400_000;
const CLOCKS_APART_MS = 5 * 60_000;

export interface Retained {
  removed: string[];
  kept: number;
  /** Why nothing was removed although something was old; null where there was no reason. */
  refusal: string | null;
}

export interface Keeping {
  retentionDays: number;
  keepLast: number;
  /** Of this machine, and of the database: neither alone is believed. */
  now: number;
  databaseNow: number;
}

/** `shelved`: oldest first, the last one made just now. */
export function chooseOld(
  shelved: readonly Shelved[],
  { retentionDays, keepLast, now, databaseNow }: Keeping,
): { old: Shelved[]; refusal: string | null } {
  const verified = shelved.findLast(({ isVerified }) => isVerified);
  const old = shelved.slice(0, Math.max(0, shelved.length - Math.max(1, keepLast)))
    .filter((one) => one !== verified && now - one.takenAt.getTime() > retentionDays * DAY_MS);
  if (old.length === 0) return { old, refusal: null };
  const refusal = clockDoubt(shelved, { retentionDays, keepLast, now, databaseNow });
  return refusal === null ? { old, refusal } : { old: [], refusal };
}

function clockDoubt(shelved: readonly Shelved[], keeping: Keeping): string | null {
  const { now, databaseNow, retentionDays } = keeping;
  if (Math.abs(now - databaseNow) > CLOCKS_APART_MS) {
    return "the clocks of this machine and the database differ";
  }
  const future = shelved.find(({ takenAt }) => takenAt.getTime() > now + CLOCKS_APART_MS);
  if (future) return `${future.name} is dated in the future`;
  const before = shelved.at(-2);
  const gap = before ? now - before.takenAt.getTime() : 0;
  return gap > retentionDays * DAY_MS ? "the last backup before this one is older than the retention" : null;
}

/** Removes what is old, and files that no backup names any more. */
export async function retain(
  shelf: Shelf,
  { settings, log, now, databaseNow }: {
    settings: BackupSettings;
    log: Log;
    now(): number;
    databaseNow: number;
  },
): Promise<Retained> {
  const shelved = shelvedIn(await shelf.list("lexia-"));
  const { old, refusal } = chooseOld(shelved, { ...settings, now: now(), databaseNow });
  if (refusal !== null) log.warn("No backup was removed", { refusal });
  for (const { name } of old) {
    const { manifest, ...others } = keysOf(name);
    // Without its manifest it is no backup any more, so that none is ever half there.
    for (const key of [manifest, ...Object.values(others)]) await shelf.remove(key);
  }
  const kept = shelved.filter((one) => !old.includes(one));
  await sweep(shelf, kept, settings.sealKey);
  return { removed: old.map(({ name }) => name), kept: kept.length, refusal };
}

/** Where a manifest or a list cannot be read, nobody knows what it names: nothing is removed then. */
async function sweep(shelf: Shelf, kept: readonly Shelved[], sealKey: string): Promise<void> {
  const named = new Set<string>();
  for (const { name } of kept) {
    const blobs = await readBlobNames(shelf, await findManifest(shelf, name, sealKey)).catch(() => null);
    if (blobs === null) return;
    for (const blob of blobs) named.add(blob);
  }
  for (const { key } of await shelf.list("blobs/")) if (!named.has(key)) await shelf.remove(key);
}
