/** How many calls the watches of the next days need, and how many there are: pure. */
import { bogotaDate } from "../bogota.ts";
import type { PortalLimits } from "../portals/portal.ts";
import { isRunDay, lengthOf, type RunDays, runDaysFrom, type RunOn } from "../solicitudes/run_days.ts";
import { addDays } from "../terms/days.ts";

/** Watches of an organization that are alike in when they run. */
export interface WatchGroup {
  organizationId: string;
  frequency: "daily" | "dynamic" | "weekly" | "monthly";
  runOn: RunOn;
  /** When they are due next, `YYYY-MM-DD`; null where they run just now. */
  dueOn: string | null;
  watches: number;
  /** What those take together whose last run tells it. */
  calls: number;
  /** Of how many it is not told: they take what is usual. */
  untold: number;
}

export interface TenantShare {
  organizationId: string;
  watches: number;
  callsNeeded: number;
  /** Of the budget, as far as it is needed. */
  share: number;
}

export interface PlannedDay {
  day: string;
  watches: number;
  callsNeeded: number;
  /** What watches may use of the portal on that day. */
  budget: number;
  shortfall: number;
  tenants: TenantShare[];
}

/** Bulk and watches leave the last tenth of a day's budget to people. */
export const SHARE_OF_WATCHES = 0.9;

interface ForecastOptions {
  now: number;
  days: RunDays;
  limits: PortalLimits;
  /** Of a watch whose last run does not tell. */
  usualCalls: number;
  /** Calls of today that are used. */
  used: number;
  /** How many judicial days, today among them where something can still run. */
  count: number;
}

export function forecast(groups: readonly WatchGroup[], options: ForecastOptions): PlannedDay[] {
  const { now, days, count, usualCalls } = options;
  const planned: PlannedDay[] = [];
  let before: string | null = null;
  for (const day of runDaysFrom(bogotaDate(now), "judicial_days", days)) {
    if (planned.length === count) break;
    const budget = budgetOn(day, options);
    if (budget === null) continue;
    const due = groups.filter((group) => isDue(group, day, before, options));
    planned.push(planDay(day, due, budget, usualCalls));
    before = day;
  }
  return planned;
}

/** What watches may ask on a day: by the day's budget, and by the pace within the run window. Null: it is over. */
export function budgetOn(
  day: string,
  { now, limits, used }: Pick<ForecastOptions, "now" | "limits" | "used">,
): number | null {
  const hours = limits.window.hoursOn(day)
    .map(({ from, to }) => ({ from: Math.max(from, now), to })).filter(({ from, to }) => from < to);
  if (hours.length === 0) return null;
  const byPace = Math.floor(lengthOf(hours) / 60_000 * limits.perMinute);
  if (limits.dailyBudget === null) return byPace;
  const spent = day === bogotaDate(now) ? used : 0;
  return Math.max(0, Math.min(byPace, Math.floor(limits.dailyBudget * SHARE_OF_WATCHES) - spent));
}

/** `before`: the planned day before this one, null for the first. What was due between them is due now. */
function isDue(
  group: WatchGroup,
  day: string,
  before: string | null,
  { now, days }: ForecastOptions,
): boolean {
  const { frequency, runOn, dueOn } = group;
  const isOften = frequency === "daily" || frequency === "dynamic";
  // A run that is under way is this day's.
  const first = dueOn ?? bogotaDate(now);
  if (!isRunDay(day, runOn, days) || first > day) return false;
  if (isOften || before === null || first > before) return true;
  const again = addDays(first, 7);
  return frequency === "weekly" && again > before && again <= day;
}

function planDay(
  day: string,
  due: readonly WatchGroup[],
  budget: number,
  usualCalls: number,
): PlannedDay {
  const byTenant = Map.groupBy(due, ({ organizationId }) => organizationId);
  const watchesOf = (groups: readonly WatchGroup[]) => groups.reduce((sum, { watches }) => sum + watches, 0);
  const watches = watchesOf(due);
  const callsNeeded = callsOf(due, usualCalls);
  const tenants = [...byTenant].map(([organizationId, groups]): TenantShare => {
    const needed = callsOf(groups, usualCalls);
    return {
      organizationId,
      watches: watchesOf(groups),
      callsNeeded: needed,
      // Wherever the budget ends, each has got the same part of its watches.
      share: Math.min(needed, Math.floor(budget * needed / callsNeeded)),
    };
  }).sort((a, b) => b.watches - a.watches || (a.organizationId < b.organizationId ? -1 : 1));
  return { day, watches, callsNeeded, budget, shortfall: Math.max(0, callsNeeded - budget), tenants };
}

/** Calls that these watches take together. */
export function callsOf(
  groups: readonly Pick<WatchGroup, "calls" | "untold">[],
  usualCalls: number,
): number {
  const known = groups.reduce((sum, { calls }) => sum + calls, 0);
  const untold = groups.reduce((sum, group) => sum + group.untold, 0);
  return known + Math.ceil(untold * usualCalls);
}
