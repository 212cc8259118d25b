import type { ExecutionResult } from "#db/schema/executions.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { NovedadKind } from "../novedades/severity.ts";
import { type DaySpan, spanOf, type SpanWanted } from "./day_span.ts";
import { type Detection, detectionOf } from "./detection.ts";
import { portalDays, selectByDay, selectDetection, selectTop, usedDays } from "./statements.ts";

export interface Dashboard extends DaySpan {
  runs: { total: number; byResult: Counted<ExecutionResult>[]; days: DayCount[] };
  novedades: {
    total: number;
    byKind: Counted<NovedadKind>[];
    /** Those with the most. */
    byDespacho: Counted<string>[];
    byPerson: (Counted<string> & { name: string })[];
    days: DayCount[];
  };
  /** From the day on which the court registered an entry until it was found. */
  detection: Detection;
  queries: { total: number; limit: number | null; days: DayCount[] };
  /** Of what the portal was asked, by anybody, the part that got an answer which can be trusted. */
  portal: { day: string; source: string; availability: number }[];
}

export interface Counted<L> {
  label: L;
  count: number;
}

export interface DayCount {
  day: string;
  count: number;
}

const MOST_LISTED = 10;

/**
 * What happened in those days, of the figures that are kept: a minute old at most. No figure leads to another
 * organization: of the portal there is a share, and no number.
 * @throws {DomainError} `permission_denied`, `request_invalid` for a span that cannot be.
 */
export async function getDashboard(ctx: Ctx, wanted: SpanWanted): Promise<Dashboard> {
  authorize(ctx, "view_org_analytics");
  const span = spanOf(wanted, ctx.clock.now());
  const values = { organizationId: ctx.organization.id, ...span, limit: MOST_LISTED };
  const [[byDay, despachos, people, hours, queries], portal] = await Promise.all([
    ctx.db.batch([
      selectByDay(values),
      selectTop.novedad_despacho(values),
      selectTop.novedad_owner(values),
      selectDetection(values),
      usedDays(values),
    ]),
    ctx.platformDb.batch({ purpose: "analytics.portal" }, [portalDays(values)]),
  ]);
  const runs = byDay.filter(({ measure }) => measure === "run_result");
  const novedades = byDay.filter(({ measure }) => measure === "novedad_kind");
  return {
    ...span,
    runs: { total: sumOf(runs), byResult: byLabel<ExecutionResult>(runs), days: perDay(runs) },
    novedades: {
      total: sumOf(novedades),
      byKind: byLabel<NovedadKind>(novedades),
      byDespacho: despachos.map(({ label, count }) => ({ label, count })),
      byPerson: people.map(({ label, count, name }) => ({ label, count, name: name ?? "" })),
      days: perDay(novedades),
    },
    detection: detectionOf(hours),
    queries: { total: sumOf(queries), limit: ctx.organization.maxQueriesPerMonth, days: perDay(queries) },
    portal: portal[0],
  };
}

function sumOf(rows: readonly { count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** The most frequent first. The labels of a measure are what wrote them: see `figures.ts`. */
function byLabel<L extends string>(rows: readonly { label: string; count: number }[]): Counted<L>[] {
  return [...Map.groupBy(rows, ({ label }) => label)]
    .map(([label, same]) => ({ label: label as L, count: sumOf(same) }))
    .toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

function perDay(rows: readonly DayCount[]): DayCount[] {
  return [...Map.groupBy(rows, ({ day }) => day)].map(([day, same]) => ({ day, count: sumOf(same) }));
}
