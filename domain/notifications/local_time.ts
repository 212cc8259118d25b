/** Times of day where a person is: quiet hours, and when digests are sent. */
import type { JudicialCalendar } from "../terms/judicial_calendar.ts";
import { addDays, dayOfWeek } from "../terms/days.ts";

/** `HH:MM`; where `until` is not later than `from`, it is that of the next day. */
export interface QuietHours {
  from: string;
  until: string;
}

const MINUTE_MS = 60_000;
/** More than a year of closed courts is a mistake of the calendar. */
const MOST_DAYS_AHEAD = 400;

/** The end of the quiet hours in which an instant lies; null where it lies in none. */
export function quietUntil(at: number, quiet: QuietHours | null, timeZone: string): number | null {
  if (quiet === null) return null;
  const { day, minute } = localTime(at, timeZone);
  const [from, until] = [minuteOf(quiet.from), minuteOf(quiet.until)];
  if (from < until) return minute >= from && minute < until ? instantOf(day, until, timeZone) : null;
  if (minute >= from) return instantOf(addDays(day, 1), until, timeZone);
  return minute < until ? instantOf(day, until, timeZone) : null;
}

export interface DigestTime {
  way: "daily" | "weekly";
  /** 0 to 23. */
  hour: number;
  timeZone: string;
}

/**
 * When the next digest after an instant is due: on each working day, or on the first one of each week, which is Monday but
 * for holidays. Also in the judicial vacation, since tutelas and control de garantías go on in it.
 */
export function nextDigestAt(
  at: number,
  { way, hour, timeZone }: DigestTime,
  calendar: Pick<JudicialCalendar, "judicialDayFrom">,
): number {
  const { day: today } = localTime(at, timeZone);
  const isWeekly = way === "weekly";
  const first = isWeekly ? addDays(today, -((dayOfWeek(today) + 6) % 7)) : today;
  for (let ahead = 0; ahead < MOST_DAYS_AHEAD; ahead += isWeekly ? 7 : 1) {
    const day = calendar.judicialDayFrom(addDays(first, ahead), "continuous");
    const due = instantOf(day, hour * 60, timeZone);
    if (due > at) return due;
  }
  throw new RangeError("The calendar leaves no working day for a digest");
}

/** The calendar day there, and minutes since midnight. */
export function localTime(at: number, timeZone: string): { day: string; minute: number } {
  const text = formatterOf(timeZone).format(at);
  return { day: text.slice(0, 10), minute: minuteOf(text.slice(-5)) };
}

/** A time of day there; where clocks skip it, about an hour beside it. */
function instantOf(day: string, minute: number, timeZone: string): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS;
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return asUtc - offsetAt(guess, timeZone);
}

function offsetAt(at: number, timeZone: string): number {
  const { day, minute } = localTime(at, timeZone);
  return Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD, HH:MM`; making one costs more than using it a thousand times. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formatters.set(timeZone, made);
  return made;
}
