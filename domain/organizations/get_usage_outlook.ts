/** How a month's queries go on, and what else the plan counts. */
import { and, eq } from "drizzle-orm";
import { webhookDays } from "#db/schema/webhooks.ts";
import { daysOf, plusDays } from "../analytics/day_span.ts";
import { authorize } from "../authz.ts";
import { bogotaDate } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";
import { isPlan, PLANS, requestsPerMinute } from "../plans.ts";

export interface PlanPace {
  requestsPerMinute: number;
  /** Of this day of Bogota. */
  webhooks: { sent: number; limit: number };
}

/** @throws {DomainError} `permission_denied` */
export async function getPlanPace(ctx: Ctx): Promise<PlanPace> {
  authorize(ctx, "view_org_analytics", "manage_billing");
  const { id, plan } = ctx.organization;
  const today = bogotaDate(ctx.clock.now());
  const [row] = await ctx.db.one((db) =>
    db.select({ sent: webhookDays.sent }).from(webhookDays)
      .where(and(eq(webhookDays.organizationId, id), eq(webhookDays.day, today)))
  );
  return {
    requestsPerMinute: requestsPerMinute(ctx.organization),
    webhooks: { sent: row?.sent ?? 0, limit: PLANS[isPlan(plan) ? plan : "free"].webhooksPerDay },
  };
}

/** Days before the present one that tell how it goes on. */
const LOOKED_BACK = 28;

/**
 * How many queries the month will have used when it ends, if each day that is left uses what such a weekday used on
 * average in the last four weeks. `days` holds the days that used any, this month's and those before it.
 */
export function forecastQueries(
  { used, days, now }: { used: number; days: readonly { day: string; count: number }[]; now: number },
): number {
  const today = bogotaDate(now);
  const counts = new Map(days.map(({ day, count }) => [day, count]));
  const first = days.map(({ day }) => day).toSorted()[0] ?? today;
  const known = daysOf({ from: plusDays(today, -LOOKED_BACK), to: plusDays(today, -1) })
    .filter((day) => day >= first);
  const rest = daysOf({ from: plusDays(today, 1), to: plusDays(lastDayOf(today), 1) }).slice(0, -1);
  return Math.round(rest.reduce((sum, day) => sum + usualOn(day, known, counts), used));
}

function usualOn(day: string, known: readonly string[], counts: ReadonlyMap<string, number>): number {
  const same = known.filter((one) => weekdayOf(one) === weekdayOf(day));
  const telling = same.length > 0 ? same : known;
  if (telling.length === 0) return 0;
  return telling.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0) / telling.length;
}

function weekdayOf(day: string): number {
  return new Date(day).getUTCDay();
}

function lastDayOf(day: string): string {
  const at = new Date(day);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
}
