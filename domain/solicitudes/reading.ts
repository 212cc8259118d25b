/**
 * How much of a case is read again (portal.md 1.6, 2, 3 and 7). A check asks the search alone; what that cannot show is
 * read from time to time all the same. Pure.
 */
import { bogotaDate } from "../bogota.ts";
import type { ReadAgain } from "../portals/known_case.ts";
import { addDays } from "../terms/days.ts";

/** When an organization last read what of a radicado. */
export interface Reads {
  newsReadAt: Date;
  detailReadAt: Date;
  allReadAt: Date;
  graceDays: number;
}

/** Days of checks after a change: entries that are registered late, or second ones of a day, do not show otherwise. */
export const GRACE_DAYS = 5;
const NEWS_DAYS = 7;
const DETAIL_DAYS = 7;
const ALL_DAYS = 30;

const EVERYTHING: ReadAgain = { actuaciones: "all", detail: true };

/** A person who asks for it gets everything; a watch what its time has come for. */
export function readAgain(
  reads: Reads,
  { trigger, now }: { trigger: "created" | "manual" | "scheduled"; now: number },
): ReadAgain {
  if (trigger !== "scheduled") return EVERYTHING;
  const today = bogotaDate(now);
  const isOlder = (at: Date, days: number) => addDays(bogotaDate(at.getTime()), days) <= today;
  const isNewsDue = isOlder(reads.newsReadAt, NEWS_DAYS) ||
    (reads.graceDays > 0 && isOlder(reads.newsReadAt, 1));
  return {
    actuaciones: isOlder(reads.allReadAt, ALL_DAYS) ? "all" : isNewsDue ? "news" : "none",
    detail: isOlder(reads.detailReadAt, DETAIL_DAYS),
  };
}

/** Whether a case that is new to LEXIA has changed so lately that more may come of the same days. */
export function isFresh(lastActuaciones: readonly (string | null)[], now: number): boolean {
  const since = addDays(bogotaDate(now), -GRACE_DAYS);
  return lastActuaciones.some((day) => day !== null && day >= since);
}
