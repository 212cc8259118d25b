import { bogotaDate } from "../bogota.ts";
import { isCalendarDate } from "../cursor.ts";
import { DomainError } from "../errors.ts";

/** Days of America/Bogota, `YYYY-MM-DD`, both included. */
export interface DaySpan {
  from: string;
  to: string;
}

/** As somebody asks: what is missing is the last 30 days. */
export interface SpanWanted {
  from?: string;
  to?: string;
}

/** Two years. */
const MOST_DAYS = 731;
const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;

/** @throws {DomainError} `request_invalid` for days that there are not, in the wrong order or too many. */
export function spanOf({ from, to }: SpanWanted, now: number): DaySpan {
  for (const [field, day] of Object.entries({ from, to })) {
    if (day !== undefined && !isCalendarDate(day)) throw invalid(field, "Give a day such as 2026-11-26");
  }
  const last = to ?? bogotaDate(now);
  const first = from ?? plusDays(last, 1 - USUAL_DAYS);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (days < 1) throw invalid("to", "Give a day that does not come before the first one");
  if (days > MOST_DAYS) throw invalid("from", `Give at most ${MOST_DAYS} days`);
  return { from: first, to: last };
}

export function plusDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Every day of it, in order. */
export function daysOf({ from, to }: DaySpan): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return Array.from({ length: count }, (_, i) => plusDays(from, i));
}

function invalid(field: string, message: string): DomainError {
  return new DomainError("request_invalid", { errors: [{ field, code: "span_invalid", message }] });
}
