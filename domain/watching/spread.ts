/** When watches run that missed their own time, or that the day has no time for: pure. */
import { bogotaDate } from "../bogota.ts";
import {
  isRunDay,
  lengthOf,
  momentOn,
  type RunDays,
  runDaysFrom,
  type RunOn,
} from "../solicitudes/run_days.ts";
import { placeOf } from "../solicitudes/next_run.ts";
import { fairPlaces, type WaitingWatch } from "./fair_order.ts";

export interface LateWatch extends WaitingWatch {
  runOn: RunOn;
}

/** Of the pace, so that what has its time then is not held up. */
const SHARE_OF_PACE = 0.5;

/**
 * A moment for each, by id: spread over the rest of today's window in a fair order, over no more of it than half
 * of the pace needs, or over all of it where no pace is given; those that do not run today at their own place of the next day on which they do.
 */
export function spreadOverRest(
  watches: readonly LateWatch[],
  { now, days, perMinute }: { now: number; days: RunDays; perMinute: number | null },
): Map<string, Date> {
  const today = bogotaDate(now);
  const rest = lengthOf(
    days.window.hoursOn(today).map(({ from, to }) => ({ from: Math.max(from, now), to }))
      .filter(({ from, to }) => from < to),
  );
  const running = watches.filter(({ runOn }) => rest > 0 && isRunDay(today, runOn, days));
  const places = fairPlaces(running);
  const needed = perMinute === null ? rest : running.length * 60_000 / (perMinute * SHARE_OF_PACE);
  const share = rest > 0 ? Math.min(1, needed / rest) : 0;
  return new Map(watches.map((watch) => {
    const place = places.get(watch.id);
    const moment = place === undefined ? null : momentOn(today, place * share, days.window, now);
    return [watch.id, new Date(moment ?? nextOpening(watch, now, days))];
  }));
}

/** A watch's own place in the first run day that has it ahead: milliseconds since the epoch. */
export function nextOpening(
  { id, organizationId, runOn }: Pick<LateWatch, "id" | "organizationId" | "runOn">,
  now: number,
  days: RunDays,
): number {
  const { inDay } = placeOf(organizationId, id);
  for (const day of runDaysFrom(bogotaDate(now), runOn, days)) {
    const moment = momentOn(day, inDay, days.window);
    if (moment !== null && moment > now) return moment;
  }
  throw new RangeError("A run window that never opens");
}
