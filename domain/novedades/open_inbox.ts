/** What is new, as somebody goes through it: a page of it with its cases, and how much waits. */
import type { Ctx } from "../ctx.ts";
import { type Page, pageOf } from "../page.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { CASES, type NovedadCase } from "./_inbox_statements.ts";
import { type Narrowing, prepareCounts } from "./read_statement.ts";
import {
  bySeverity,
  MOST_COUNTED,
  type NovedadFilter,
  novedadQuery,
  unreadCounts,
} from "./list_novedades.ts";
import { type Novedad, readerValues } from "./novedad.ts";
import type { Severity } from "./severity.ts";

export type { NovedadCase } from "./_inbox_statements.ts";

/** Each count goes up to `MOST_COUNTED`. */
export interface Inbox extends Page<Novedad> {
  /** By the id of the novedad. */
  cases: ReadonlyMap<string, NovedadCase>;
  unread: Record<Severity, number>;
  /** Assigned to the caller, and acknowledged by nobody. */
  mine: number;
  /** Acknowledged by nobody. */
  open: number;
}

/** @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function openInbox(ctx: Ctx, filter: NovedadFilter): Promise<Inbox> {
  const reach = reachOf(ctx);
  const reader = readerValues(ctx);
  const limit = MOST_COUNTED;
  const [rows, unreadRows, mine, open] = await ctx.db.batch([
    novedadQuery(ctx, filter),
    unreadCounts(ctx),
    COUNTS.mine[reach]({ ...reader, limit }),
    COUNTS.open[reach]({ ...reader, limit }),
  ]);
  const unread = bySeverity(unreadRows);
  const page = pageOf(rows, filter.limit, (last) => [last.detectedAt.toISOString(), last.id]);
  const cases = await casesOf(ctx, page.items.map(({ id }) => id));
  return { ...page, cases, unread, mine: sumOf(mine), open: sumOf(open) };
}

async function casesOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, NovedadCase>> {
  if (ids.length === 0) return new Map();
  const [cases] = await ctx.db.batch([CASES[reachOf(ctx)]({ ...readerValues(ctx), ids })]);
  return new Map(cases.map((one) => [one.novedadId, one]));
}

function sumOf(counts: readonly { count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function countsOf(...names: Narrowing[]) {
  const narrowed = new Set(names);
  return { all: prepareCounts("all", narrowed), own: prepareCounts("own", narrowed) };
}

const COUNTS = { mine: countsOf("mine", "open"), open: countsOf("open") };
