/** How a month's queries go on, and what else the plan counts. */
import { daysOf, plusDays } from "../analytics/day_span.ts";
import { authorize } from "../authz.ts";
import { bogotaDate } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";
import { requestsPerMinute } from "../plans.ts";
import { dayOfWeek } from "../terms/days.ts";
import { readDailyUse } from "../webhooks/daily_limit.ts";

export interface PlanPace {
  requestsPerMinute: number;
  /** Of this day of Bogota. */
  webhooks: { sent: number; limit: number };
}

/** @throws {DomainError} `permission_denied` */
export async function getPlanPace(ctx: Ctx): Promise<PlanPace> {
  authorize(ctx, "view_org_analytics", "manage_billing");
  const { sent, limit } = await readDailyUse(ctx);
  return { requestsPerMinute: requestsPerMinute(ctx.organization), webhooks: { sent, limit } };
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
  const same = known.filter((one) => dayOfWeek(one) === dayOfWeek(day));
  const telling = same.length > 0 ? same : known;
  if (telling.length === 0) return 0;
  return telling.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0) / telling.length;
}

function lastDayOf(day: string): string {
  const at = new Date(day);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
}
