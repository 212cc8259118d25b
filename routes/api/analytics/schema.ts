/** Figures and scheduled reports as the API shows them. */
import { z } from "@hono/zod-openapi";
import type { UsageFigures } from "#domain/analytics/get_usage_figures.ts";
import type { Dashboard } from "#domain/analytics/get_dashboard.ts";
import { NOVEDAD_KINDS } from "#domain/novedades/severity.ts";
import { type Report, REPORT_FORMATS, REPORT_SUBJECTS, RHYTHMS } from "#domain/reports/report.ts";

const day = z.iso.date();
const RESULTS = ["found", "not_found", "too_many", "private", "unchanged", "unverified", "error"] as const;
const days = z.array(z.object({ day, count: z.int() })).meta({
  description: "Days of America/Bogota; those without any are left out",
});
const hours = z.number().nullable();

export const SpanQuery = z.object({
  from: day.optional().meta({ description: "The first day, of America/Bogota; the last 30 where absent" }),
  to: day.optional().meta({ description: "The last day, included; today where absent" }),
});

export const DashboardBody = z.object({
  from: day,
  to: day,
  runs: z.object({
    total: z.int(),
    by_result: z.array(z.object({ result: z.enum(RESULTS), count: z.int() })),
    days,
  }),
  novedades: z.object({
    total: z.int(),
    by_kind: z.array(z.object({ kind: z.enum(NOVEDAD_KINDS), count: z.int() })),
    by_despacho: z.array(z.object({ despacho: z.string(), count: z.int() })).meta({
      description: "The ten with the most; empty where the portal named none",
    }),
    by_person: z.array(z.object({ user_id: z.uuid(), name: z.string(), count: z.int() })).meta({
      description: "The ten who follow the cases with the most",
    }),
    days,
  }),
  time_to_detect: z.object({
    count: z.int(),
    mean_hours: hours,
    median_hours: hours,
    p95_hours: hours,
  }).meta({
    description:
      "From the beginning of the day on which the court registered an entry until it was found. Median and 95th " +
      "percentile are upper ends: so many hours at most; null where there is none, or it took longer than 30 days",
  }),
  queries: z.object({ total: z.int(), limit_per_month: z.int().nullable(), days }),
  portal: z.array(z.object({ day, source: z.string(), availability: z.number() })).meta({
    description: "From 0 to 1: of all that the portal was asked that day, what got an answer to be trusted",
  }),
}).openapi("Dashboard", {
  example: {
    from: "2026-11-25",
    to: "2026-11-26",
    runs: {
      total: 412,
      by_result: [{ result: "unchanged", count: 380 }, { result: "found", count: 32 }],
      days: [{ day: "2026-11-25", count: 203 }, { day: "2026-11-26", count: 209 }],
    },
    novedades: {
      total: 32,
      by_kind: [{ kind: "actuacion", count: 32 }],
      by_despacho: [{ despacho: "JUZGADO 082 CIVIL MUNICIPAL DE BOGOTÁ", count: 32 }],
      by_person: [{ user_id: "0192f0c4-1111-7aaa-8bbb-0123456789ab", name: "Ana Gómez", count: 32 }],
      days: [{ day: "2026-11-26", count: 32 }],
    },
    time_to_detect: { count: 32, mean_hours: 21.4, median_hours: 24, p95_hours: 36 },
    queries: { total: 412, limit_per_month: 5000, days: [{ day: "2026-11-26", count: 412 }] },
    portal: [{ day: "2026-11-26", source: "cpnu", availability: 0.987 }],
  },
});

export const UsageFiguresBody = z.object({
  from: day,
  to: day,
  days,
  months: z.array(z.object({ month: z.string(), count: z.int() })),
  limit_per_month: z.int().nullable(),
}).openapi("UsageFigures", {
  example: {
    from: "2026-11-01",
    to: "2026-11-26",
    days: [{ day: "2026-11-26", count: 412 }],
    months: [{ month: "2026-11", count: 412 }],
    limit_per_month: 5000,
  },
});

export function dashboardBody(dashboard: Dashboard): z.output<typeof DashboardBody> {
  const { from, to, runs, novedades, detection, queries, portal } = dashboard;
  return {
    from,
    to,
    runs: {
      total: runs.total,
      by_result: runs.byResult.map(({ label, count }) => ({ result: label, count })),
      days: runs.days,
    },
    novedades: {
      total: novedades.total,
      by_kind: novedades.byKind.map(({ label, count }) => ({ kind: label, count })),
      by_despacho: novedades.byDespacho.map(({ label, count }) => ({ despacho: label, count })),
      by_person: novedades.byPerson.map(({ label, name, count }) => ({ user_id: label, name, count })),
      days: novedades.days,
    },
    time_to_detect: {
      count: detection.count,
      mean_hours: detection.meanHours,
      median_hours: detection.medianHours,
      p95_hours: detection.p95Hours,
    },
    queries: { total: queries.total, limit_per_month: queries.limit, days: queries.days },
    portal,
  };
}

export function usageFiguresBody(
  { limit, ...figures }: UsageFigures,
): z.output<typeof UsageFiguresBody> {
  return { ...figures, limit_per_month: limit };
}

const REPORT_ID = "0192f0d6-2222-7aaa-8bbb-0123456789ab";

export const ReportBody = z.object({
  id: z.uuid(),
  name: z.string(),
  what: z.enum(REPORT_SUBJECTS),
  format: z.enum(REPORT_FORMATS),
  every: z.enum(RHYTHMS),
  recipients: z.array(z.uuid()).meta({ description: "Each gets a link to a file with what they may see" }),
  is_active: z.boolean(),
  next_run_at: z.iso.datetime(),
  last_run_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).openapi("ScheduledReport", {
  example: {
    id: REPORT_ID,
    name: "Novedades de la semana",
    what: "novedades",
    format: "pdf",
    every: "week",
    recipients: ["0192f0c4-1111-7aaa-8bbb-0123456789ab"],
    is_active: true,
    next_run_at: "2026-11-30T11:00:00.000Z",
    last_run_at: null,
    created_at: "2026-11-27T13:00:00.000Z",
    updated_at: "2026-11-27T13:00:00.000Z",
  },
});

export function reportBody(report: Report): z.output<typeof ReportBody> {
  return {
    id: report.id,
    name: report.name,
    what: report.what,
    format: report.format,
    every: report.every,
    recipients: report.recipients,
    is_active: report.isActive,
    next_run_at: report.nextRunAt.toISOString(),
    last_run_at: report.lastRunAt?.toISOString() ?? null,
    created_at: report.createdAt.toISOString(),
    updated_at: report.updatedAt.toISOString(),
  };
}
