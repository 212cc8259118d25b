import type { Query, Values } from "#db/prepared.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { foldText } from "../fold_text.ts";
import { type Page, pageOf } from "../page.ts";
import { containing } from "../like_pattern.ts";
import { textToFind } from "../solicitudes/list_solicitudes.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { type Narrowing, prepareCounts, prepareNovedades } from "./read_statement.ts";
import { type Novedad, type Reach, readerValues } from "./novedad.ts";
import type { NovedadKind, Severity } from "./severity.ts";

export interface NovedadFilter {
  unread?: boolean;
  severity?: Severity[];
  kind?: NovedadKind[];
  /** 23 digits. */
  radicado?: string;
  solicitudId?: string;
  /** Part of the office's name; accents and case do not matter, here and in `text`. */
  despacho?: string;
  /** Part of an entry's name or note, of an office, a judge or a radicado. */
  text?: string;
  /** Found at this instant or later. */
  detectedFrom?: Date;
  /** Found before this instant. */
  detectedBefore?: Date;
  assignedToMe?: boolean;
  acknowledged?: boolean;
  cursor?: string;
  /** 1 to 100. */
  limit: number;
}

export interface NovedadPage extends Page<Novedad> {
  /** Of everything within the caller's reach; no more than `MOST_COUNTED` in all. */
  unread: Record<Severity, number>;
}

export const MOST_COUNTED = 1_000;

/** The newest first: what the organization has found for who may read all, else of the radicados that they follow. */
export async function listNovedades(ctx: Ctx, filter: NovedadFilter): Promise<NovedadPage> {
  const [rows, counts] = await ctx.db.batch([
    novedadQuery(ctx, filter),
    unreadCounts(ctx),
  ]);
  const unread = bySeverity(counts);
  const page = pageOf(rows, filter.limit, (last) => [last.detectedAt.toISOString(), last.id]);
  return { ...page, unread };
}

/** Counts of the severities that there are, with nothing for the others. */
export function bySeverity(
  counts: readonly { severity: Severity; count: number }[],
): Record<Severity, number> {
  const found = { low: 0, normal: 0, high: 0 };
  for (const { severity, count } of counts) found[severity] = count;
  return found;
}

/** The same without the counts: for who reads all of them, page by page. */
export async function readNovedadPage(ctx: Ctx, filter: NovedadFilter): Promise<Page<Novedad>> {
  const [rows] = await ctx.db.batch([novedadQuery(ctx, filter)]);
  return pageOf(rows, filter.limit, (last) => [last.detectedAt.toISOString(), last.id]);
}

/** What the caller has not read, by severity and up to `MOST_COUNTED` in all, as a part of a batch. */
export function unreadCounts(ctx: Ctx): Query<{ severity: Severity; count: number }> {
  return COUNTS[reachOf(ctx)]({ ...readerValues(ctx), limit: MOST_COUNTED });
}

/** A page of them as a part of a batch, and one more where there is a next page. */
export function novedadQuery(ctx: Ctx, filter: NovedadFilter): Query<Novedad> {
  const narrowed = narrowingOf(filter);
  const statement = listFor(reachOf(ctx), [...narrowed.keys()]);
  return statement({ ...readerValues(ctx), ...valuesOf(narrowed), limit: filter.limit + 1 });
}

/** What narrows the list, with the values that each needs. */
function narrowingOf(filter: NovedadFilter): Map<Narrowing, Values> {
  const found = new Map<Narrowing, Values>();
  const { severity, kind, radicado, solicitudId, detectedFrom, detectedBefore } = filter;
  if (severity?.length) found.set("severity", { severity });
  if (kind?.length) found.set("kind", { kind });
  if (radicado) found.set("radicado", { radicado });
  if (solicitudId) found.set("solicitudId", { solicitudId });
  if (filter.despacho?.trim()) found.set("despacho", { despacho: containing(foldText(filter.despacho)) });
  if (filter.text?.trim()) found.set("pattern", { pattern: containing(textToFind(filter.text)) });
  if (detectedFrom) found.set("detectedFrom", { detectedFrom });
  if (detectedBefore) found.set("detectedBefore", { detectedBefore });
  if (filter.assignedToMe) found.set("mine", {});
  if (filter.unread !== undefined) found.set(filter.unread ? "unread" : "read", {});
  if (filter.acknowledged !== undefined) found.set(filter.acknowledged ? "acknowledged" : "open", {});
  if (filter.cursor) {
    const [afterDetectedAt, afterId] = decodeCursor(filter.cursor, [isInstant, isUuid]);
    found.set("afterId", { afterDetectedAt, afterId });
  }
  return found;
}

function valuesOf(narrowed: ReadonlyMap<Narrowing, Values>): Values {
  return Object.assign({}, ...narrowed.values());
}

const UNREAD: ReadonlySet<Narrowing> = new Set(["unread"]);
const COUNTS = { all: prepareCounts("all", UNREAD), own: prepareCounts("own", UNREAD) };

const statements = new Map<string, (values: Values) => Query<Novedad>>();

/** One statement for each set of filters that are used together. */
function listFor(reach: Reach, names: readonly Narrowing[]) {
  const key = `${reach} ${names.join(" ")}`;
  const known = statements.get(key);
  if (known) return known;
  const made = prepareNovedades(reach, new Set(names));
  statements.set(key, made);
  return made;
}
