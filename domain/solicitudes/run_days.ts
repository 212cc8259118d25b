/** On which days, and at which moments of them, LEXIA looks up what it watches. Pure. */
import { bogotaDate } from "../bogota.ts";
import type { OpenHours, RunWindow } from "../portals/window.ts";
import { addDays } from "../terms/days.ts";
import type { JudicialCalendar } from "../terms/judicial_calendar.ts";

/**
 * `judicial_days`: days on which the courts work, since on others nothing is filed. `every_day`: each day on which the
 * portal's run window opens.
 */
export type RunOn = "judicial_days" | "every_day";

export interface RunDays {
  window: RunWindow;
  calendar: JudicialCalendar;
}

/** Whether watches of that kind run on a day, `YYYY-MM-DD`. */
export function isRunDay(day: string, runOn: RunOn, days: RunDays): boolean {
  const key = `${runOn} ${day}`;
  const known = knownOf(days);
  let answer = known.get(key);
  if (answer === undefined) {
    const isOpen = days.window.hoursOn(day).length > 0;
    answer = isOpen && (runOn === "every_day" || days.calendar.isJudicialDay(day));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, answer);
  }
  return answer;
}

/** Asked for a month's days with each run. */
const KNOWN = new WeakMap<JudicialCalendar, WeakMap<RunWindow, Map<string, boolean>>>();
const MOST_KNOWN = 2_000;

function knownOf({ window, calendar }: RunDays): Map<string, boolean> {
  let byWindow = KNOWN.get(calendar);
  if (!byWindow) KNOWN.set(calendar, byWindow = new WeakMap());
  let known = byWindow.get(window);
  if (!known) byWindow.set(window, known = new Map());
  return known;
}

/** Whether such a watch may begin at that moment. */
export function isRunTime(at: number, runOn: RunOn, days: RunDays): boolean {
  return days.window.isOpen(at) && isRunDay(bogotaDate(at), runOn, days);
}

/** Longer than the courts are ever closed. */
const MOST_DAYS_CLOSED = 60;

/** Run days from `first` on, without end. Where window and calendar have none in common, the window's own. */
export function* runDaysFrom(first: string, runOn: RunOn, days: RunDays): Generator<string> {
  let closed = 0;
  for (let day = first;; day = addDays(day, 1)) {
    const isOpen = isRunDay(day, closed < MOST_DAYS_CLOSED ? runOn : "every_day", days);
    if (isOpen) yield day;
    closed = isOpen && closed < MOST_DAYS_CLOSED ? 0 : closed + 1;
  }
}

/** Before the window closes, so that what begins last is done in it. */
const TAIL_SHARE = 0.02;
const TAIL_MOST_MS = 10 * 60_000;

/**
 * The moment at `share` (from 0 to below 1) of what is left of a day's window after `after`; null where nothing is. The
 * same share of the same day is the same moment.
 */
export function momentOn(day: string, share: number, window: RunWindow, after = -Infinity): number | null {
  const hours = window.hoursOn(day).filter(({ to }) => to > after)
    .map(({ from, to }) => ({ from: Math.max(from, after), to }));
  const length = lengthOf(hours);
  if (length === 0) return null;
  let left = share * (length - Math.min(length * TAIL_SHARE, TAIL_MOST_MS));
  for (const { from, to } of hours) {
    if (left < to - from) return Math.floor(from + left);
    left -= to - from;
  }
  return null;
}

/** Milliseconds. */
export function lengthOf(hours: readonly OpenHours[]): number {
  return hours.reduce((sum, { from, to }) => sum + to - from, 0);
}
