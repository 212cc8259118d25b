/** What somebody wants to know first when they come in the morning. */
import { plusDays } from "../analytics/day_span.ts";
import { BOGOTA_OFFSET_MS, bogotaDate, bogotaMonth, nextBogotaMonth } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";
import { bySeverity, MOST_COUNTED } from "../novedades/list_novedades.ts";
import { type Novedad, readerValues } from "../novedades/novedad.ts";
import type { Severity } from "../novedades/severity.ts";
import { reachOf, type Solicitud, visibleValues } from "../solicitudes/solicitud.ts";
import { dayOfWeek } from "../terms/days.ts";
import {
  type CaseName,
  type SetupFacts,
  setupFacts,
  STATEMENTS,
  type UpcomingTerm,
  type WatchCounts,
} from "./_statements.ts";
import { getPortalStanding, type PortalStanding } from "./portal_standing.ts";

export type { SetupFacts, UpcomingTerm, WatchCounts };

export interface Overview {
  /** Unread, the urgent ones first, then the newest; each with its case as the reader knows it. */
  novedades: (Novedad & { case: Omit<CaseName, "radicado"> | null })[];
  unread: Record<Severity, number>;
  watches: WatchCounts;
  /** Some of the watches that could not be verified, have failed or are held. */
  attention: Solicitud[];
  /** Some of those that are looked up now. */
  running: Solicitud[];
  terms: UpcomingTerm[];
  /** Of the last twelve weeks, by their Mondays, the present one last. */
  weeks: { week: string; count: number }[];
  /** Null for who may not know. */
  quota: { used: number; limit: number | null; resetsAt: Date } | null;
  /** Null where nobody can say. */
  portal: PortalStanding | null;
  setup: SetupFacts;
}

const SHOWN = 6;
const TERM_DAYS = 14;
const WEEKS = 12;
const DAY_MS = 86_400_000;

/** The caller's morning, within what they may read. @throws {DomainError} `permission_denied` */
export async function getOverview(ctx: Ctx): Promise<Overview> {
  const reach = reachOf(ctx);
  const statements = STATEMENTS[reach];
  const now = ctx.clock.now();
  const days = daysAround(now);
  const reader = readerValues(ctx);
  const visible = { ...visibleValues(ctx), ...days, limit: SHOWN };
  const [[urgent, unread, counts, [watches], attention, running, terms, weeks, [setup]], portal] =
    await Promise.all([
      ctx.db.batch([
        statements.urgent({ ...reader, severity: ["high"], limit: SHOWN }),
        statements.unread({ ...reader, limit: SHOWN }),
        statements.unreadCounts({ ...reader, limit: MOST_COUNTED }),
        statements.watchCounts(visible),
        statements.attention(visible),
        statements.running(visible),
        statements.upcomingTerms({ ...reader, ...days, limit: SHOWN }),
        statements.weeks({ ...reader, ...days }),
        setupFacts({ ...reader, month: bogotaMonth(now) }),
      ]),
      getPortalStanding(ctx),
    ]);
  if (!watches || !setup) throw new Error("The database counted nothing");
  const novedades = firstOf(urgent, unread);
  const names = await namesOf(ctx, novedades);
  return {
    novedades: novedades.map((novedad) => ({ ...novedad, case: names.get(novedad.radicado) ?? null })),
    unread: bySeverity(counts),
    watches,
    attention,
    running,
    terms,
    weeks: everyWeek(days.monday, weeks),
    quota: quotaOf(ctx, setup),
    portal,
    setup,
  };
}

/** The day and the week of Bogota, as its statements name them. */
function daysAround(now: number) {
  const today = bogotaDate(now);
  const midnight = Date.parse(today) + BOGOTA_OFFSET_MS;
  const monday = plusDays(today, -((dayOfWeek(today) + 6) % 7));
  const first = plusDays(monday, -7 * (WEEKS - 1));
  return {
    now: new Date(now).toISOString(),
    today,
    until: plusDays(today, TERM_DAYS - 1),
    dayBegins: new Date(midnight).toISOString(),
    dayEnds: new Date(midnight + DAY_MS).toISOString(),
    monday,
    since: new Date(Date.parse(first) + BOGOTA_OFFSET_MS).toISOString(),
  };
}

function firstOf(urgent: readonly Novedad[], unread: readonly Novedad[]): Novedad[] {
  const known = new Map([...urgent, ...unread].map((novedad) => [novedad.id, novedad]));
  return [...known.values()].slice(0, SHOWN);
}

async function namesOf(
  ctx: Ctx,
  novedades: readonly Novedad[],
): Promise<Map<string, Omit<CaseName, "radicado">>> {
  if (novedades.length === 0) return new Map();
  const radicados = [...new Set(novedades.map(({ radicado }) => radicado))];
  const [names] = await ctx.db.batch([
    STATEMENTS[reachOf(ctx)].caseNames({ ...readerValues(ctx), radicados }),
  ]);
  return new Map(names.map(({ radicado, ...name }) => [radicado, name]));
}

function everyWeek(monday: string, counted: Overview["weeks"]): Overview["weeks"] {
  const counts = new Map(counted.map(({ week, count }) => [week, count]));
  return Array.from({ length: WEEKS }, (_, i) => {
    const week = plusDays(monday, 7 * (i + 1 - WEEKS));
    return { week, count: counts.get(week) ?? 0 };
  });
}

function quotaOf(ctx: Ctx, { queries }: SetupFacts): Overview["quota"] {
  const { permissions } = ctx.actor;
  if (!permissions.has("view_org_analytics") && !permissions.has("manage_billing")) return null;
  const resetsAt = new Date(nextBogotaMonth(ctx.clock.now()));
  return { used: queries, limit: ctx.organization.maxQueriesPerMonth, resetsAt };
}
