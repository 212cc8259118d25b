/** Brings the star up to what LEXIA has at one moment: what was written since, and what is gone. */
import type { Log } from "#domain/ports.ts";
import type { Source, SourceOrganization } from "./source.ts";
import { isReadWhole } from "./source.ts";
import { STAR_TABLES, type StarRow, type StarTable } from "./tables.ts";
import { NO_PROGRESS, type Progress, type Target } from "./target.ts";

export interface SyncOptions {
  /** Reads everything anew, whatever was read before. */
  isFull: boolean;
  /** Reads again the facts of this day and later ones, and leaves the watermarks where they are. */
  since?: string;
  /** This organization alone. */
  organization?: SourceOrganization;
  days: readonly StarRow[];
  log: Log;
}

export interface Synced {
  organizations: number;
  /** Rows that were new or other than before, and rows that are gone, by table. */
  loaded: Record<string, number>;
  removed: Record<string, number>;
  organizationsRemoved: number;
}

export async function syncStar(source: Source, target: Target, options: SyncOptions): Promise<Synced> {
  const { moment } = source;
  const synced: Synced = { organizations: 0, loaded: {}, removed: {}, organizationsRemoved: 0 };
  const isAnew = await target.recognize(moment);
  if (isAnew) options.log.warn("LEXIA's database is another one, or went back: everything is read anew");
  await target.loadShared(options.days);
  for (const organization of options.organization ? [options.organization] : moment.organizations) {
    await syncOrganization(source, target, organization, options, synced);
    synced.organizations++;
  }
  if (options.organization === undefined) {
    const there = new Set(moment.organizations.map(({ id }) => id));
    for (const id of await target.organizations()) {
      if (there.has(id)) continue;
      await target.removeOrganization(id);
      synced.organizationsRemoved++;
    }
    if (options.since === undefined) await target.sign(moment.at);
  }
  return synced;
}

async function syncOrganization(
  source: Source,
  target: Target,
  organization: SourceOrganization,
  { isFull, since }: SyncOptions,
  synced: Synced,
): Promise<void> {
  if (isFull) await target.forgetProgress(organization.id);
  for (const table of STAR_TABLES) {
    const loaded = since === undefined && !isReadWhole(table)
      ? await loadChanges(source, target, organization, table)
      : await loadAll(source, target, organization, table, since);
    synced.loaded[table.name] = (synced.loaded[table.name] ?? 0) + loaded;
  }
  if (since !== undefined) return;
  for (const table of STAR_TABLES.toReversed()) {
    const removed = await removeGone(source, target, organization, table);
    synced.removed[table.name] = (synced.removed[table.name] ?? 0) + removed;
  }
}

/**
 * A reading that was interrupted is brought to its end first. What changed meanwhile behind it comes with a second
 * reading, since the first one counts only until the moment at which it was begun.
 */
async function loadChanges(
  source: Source,
  target: Target,
  organization: SourceOrganization,
  table: StarTable,
): Promise<number> {
  let loaded = 0;
  for (;;) {
    const known = await target.progress(organization.id, table);
    const next = known.next ?? source.moment.watermark;
    const reading = { watermark: known.watermark, after: known.resumeAfter };
    for await (const { rows, last } of source.pages(organization, table, reading)) {
      const progress: Progress = { watermark: known.watermark, next, resumeAfter: last };
      loaded += await target.load(organization.id, table, rows, progress);
    }
    await target.load(organization.id, table, [], { ...NO_PROGRESS, watermark: next });
    if (known.next === null) return loaded;
  }
}

async function loadAll(
  source: Source,
  target: Target,
  organization: SourceOrganization,
  table: StarTable,
  since: string | undefined,
): Promise<number> {
  let loaded = 0;
  for await (const { rows } of source.pages(organization, table, { watermark: null, since })) {
    loaded += await target.load(organization.id, table, rows);
  }
  return loaded;
}

/** All that LEXIA has is in the star by now: where both hold as many rows, they hold the same. */
async function removeGone(
  source: Source,
  target: Target,
  organization: SourceOrganization,
  table: StarTable,
): Promise<number> {
  if (table.keys === null) return 0;
  const there = await source.count(organization, table.keys);
  let has = await target.count(organization.id, table);
  // Somebody else has removed rows here.
  if (has < there) has += await loadAll(source, target, organization, table, undefined);
  if (has === there) return 0;
  let removed = 0;
  for (let after: string | null = null;;) {
    const { keys, isLast } = await source.keys(organization, table.keys, after);
    const until: string | null = isLast ? null : keys.at(-1) ?? null;
    removed += await target.removeOthers(organization.id, table, { after, until, keys });
    if (isLast) return removed;
    after = until;
  }
}
