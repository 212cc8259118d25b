/** When a watch falls due. Pure: by its own hash each has its place in the day, the week and the month. */
import { createHash } from "node:crypto";
import { bogotaDate } from "../bogota.ts";
import { addDays, dayOfWeek, toDay } from "../terms/days.ts";
import { isRunDay, momentOn, type RunDays, runDaysFrom, type RunOn } from "./run_days.ts";
import type { Frequency } from "./solicitud.ts";

/** A watch's place: from 0 to below 1, spread evenly over watches, the same whatever becomes of its frequency. */
export interface Place {
  /** In the day's run window. */
  inDay: number;
  /** In the days of a week or a month. */
  inPeriod: number;
}

export interface Watch {
  frequency: Frequency;
  runOn: RunOn;
  place: Place;
}

/** So that not all of an office's watches begin when the window opens. */
export function placeOf(organizationId: string, solicitudId: string): Place {
  const hash = createHash("sha256").update(`${organizationId} ${solicitudId}`).digest();
  return { inDay: hash.readUIntBE(0, 6) / 2 ** 48, inPeriod: hash.readUIntBE(6, 6) / 2 ** 48 };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What lies between a run and the next one at least: a quarter of the time that usually does. */
const LEAST_MS = { daily: 6 * HOUR_MS, weekly: 42 * HOUR_MS, monthly: 7 * DAY_MS };
/** Periods without any run day are left out; this many in a row there are not. */
const MOST_PERIODS = 16;

/**
 * When a watch that ran at `at` (milliseconds since the epoch) falls due again: at its place in the next run day, week or
 * month; null for one that runs once.
 */
export function nextRunAt(watch: Watch, at: number, days: RunDays): Date | null {
  if (watch.frequency === "once") return null;
  const period = watch.frequency === "dynamic" ? "daily" : watch.frequency;
  const earliest = at + LEAST_MS[period];
  // A run that is over after midnight was the day before's.
  const first = period === "daily" ? addDays(bogotaDate(at - LEAST_MS.daily), 1) : bogotaDate(at);
  for (const day of candidates(period, watch, first, days)) {
    const moment = momentOn(day, watch.place.inDay, days.window);
    if (moment !== null && moment >= earliest) return new Date(moment);
  }
  return null;
}

export type NextRuns = Readonly<Record<`${Frequency} ${RunOn}`, Date | null>>;

/** By every frequency and kind of day, for a statement that finds out which one the watch has by then. */
export function nextRuns(place: Place, at: number, days: RunDays): NextRuns {
  const of = (frequency: Frequency, runOn: RunOn) => nextRunAt({ frequency, runOn, place }, at, days);
  const [daily, everyDay] = [of("daily", "judicial_days"), of("daily", "every_day")];
  return {
    "once judicial_days": null,
    "once every_day": null,
    "daily judicial_days": daily,
    "daily every_day": everyDay,
    "dynamic judicial_days": daily,
    "dynamic every_day": everyDay,
    "weekly judicial_days": of("weekly", "judicial_days"),
    "weekly every_day": of("weekly", "every_day"),
    "monthly judicial_days": of("monthly", "judicial_days"),
    "monthly every_day": of("monthly", "every_day"),
  };
}

function candidates(
  period: "daily" | "weekly" | "monthly",
  { runOn, place }: Watch,
  first: string,
  days: RunDays,
): Iterable<string> {
  return period === "daily"
    ? runDaysFrom(first, runOn, days)
    : onePerPeriod(period, runOn, place, first, days);
}

/** One day of each week or month, at the watch's place among its run days. */
function* onePerPeriod(
  period: "weekly" | "monthly",
  runOn: RunOn,
  { inPeriod }: Place,
  first: string,
  days: RunDays,
): Generator<string> {
  const beginningOf = period === "weekly" ? mondayOf : firstOfMonth;
  const nextAfter = period === "weekly" ? (monday: string) => addDays(monday, 7) : firstOfNextMonth;
  let begin = beginningOf(first);
  for (let count = 0; count < MOST_PERIODS; count++, begin = nextAfter(begin)) {
    const open: string[] = [];
    for (let day = begin; day < nextAfter(begin); day = addDays(day, 1)) {
      if (isRunDay(day, runOn, days)) open.push(day);
    }
    const chosen = open[Math.floor(inPeriod * open.length)];
    if (chosen !== undefined) yield chosen;
  }
  // Window and calendar have hardly a day in common.
  yield* runDaysFrom(first, runOn, days);
}

function mondayOf(day: string): string {
  return addDays(day, -((dayOfWeek(day) + 6) % 7));
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

function firstOfNextMonth(day: string): string {
  return toDay(Number(day.slice(0, 4)), Number(day.slice(5, 7)) + 1, 1);
}
