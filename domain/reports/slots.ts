/** When reports are made: on Mondays, or on the first of the month, at six in the morning of America/Bogota. */
import { type DaySpan, plusDays } from "../analytics/day_span.ts";
import { BOGOTA_OFFSET_MS, bogotaDate } from "../bogota.ts";

export type Rhythm = "week" | "month";

const HOUR_MS = 3_600_000;
const MADE_AT_MS = 6 * HOUR_MS;
const MONDAY = 1;

/** The next one after that moment. */
export function nextSlot(every: Rhythm, now: number): Date {
  // Of the days whose six o'clock is still to come.
  let day = bogotaDate(now - MADE_AT_MS);
  do day = plusDays(day, 1); while (!isSlotDay(every, day));
  return slotAt(day);
}

/** The day of the latest one that has come. */
export function latestSlotDay(every: Rhythm, now: number): string {
  let day = bogotaDate(now - MADE_AT_MS);
  while (!isSlotDay(every, day)) day = plusDays(day, -1);
  return day;
}

/** The days that a report is about: the week or the month that was over on its day. */
export function spanOfSlot(every: Rhythm, day: string): DaySpan {
  const to = plusDays(day, -1);
  return { from: every === "week" ? plusDays(day, -7) : `${to.slice(0, 7)}-01`, to };
}

/** Midnight of Bogota at the beginning of a day. */
export function beginningOf(day: string): Date {
  return new Date(Date.parse(day) + BOGOTA_OFFSET_MS);
}

function slotAt(day: string): Date {
  return new Date(beginningOf(day).getTime() + MADE_AT_MS);
}

function isSlotDay(every: Rhythm, day: string): boolean {
  return every === "week" ? new Date(day).getUTCDay() === MONDAY : day.endsWith("-01");
}
