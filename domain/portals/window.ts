/** The hours in which LEXIA asks a portal on its own account. */
import { BOGOTA_OFFSET_MS } from "../bogota.ts";
import { bogotaMinuteOfWeek } from "./bogota_time.ts";

export interface RunWindow {
  expression: string;
  isOpen(at: number): boolean;
  /** The next opening in milliseconds since the epoch; null while it is open. */
  opensAt(at: number): number | null;
  /** When it is open on a day (`YYYY-MM-DD`), in order: milliseconds since the epoch, `to` not included. */
  hoursOn(day: string): OpenHours[];
}

export interface OpenHours {
  from: number;
  to: number;
}

/** Minutes since Monday 00:00; `end` may lie beyond the week's end. */
interface Span {
  start: number;
  end: number;
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WEEK = 7 * 1440;

/**
 * Reads `Mon-Fri 06:00-20:00; Sat 08:00-12:00` or `always`, in America/Bogota. Days are English, single, in ranges
 * or in lists, and may be left out for every day; an end before its start is on the next day; hyphens may be dashes;
 * the zone's name may follow.
 * @throws {RangeError} naming the part that cannot be read.
 */
export function parseWindow(expression: string): RunWindow {
  const plain = expression.replace(/[\u2010-\u2015\u2212]/g, "-").replace(/America\/Bogota/gi, " ").trim();
  if (plain.toLowerCase() === "always") {
    const hoursOn = (day: string) => hoursOf([{ start: 0, end: WEEK }], day);
    return { expression, isOpen: () => true, opensAt: () => null, hoursOn };
  }

  const spans = plain.split(";").map((part) => part.trim()).filter((part) => part !== "").flatMap(readPart);
  if (spans.length === 0) throw new RangeError(`Cannot read run window "${expression}": it names no hours`);

  const isOpen = (at: number) => spans.some((span) => isWithin(span, bogotaMinuteOfWeek(at)));
  return {
    expression,
    isOpen,
    opensAt: (at) => isOpen(at) ? null : nextStart(spans, at),
    hoursOn: (day) => hoursOf(spans, day),
  };
}

function readPart(part: string): Span[] {
  const [, days, from, to] = /^([a-z][a-z,\s-]*?)?\s*(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})$/i.exec(part) ?? [];
  if (from === undefined || to === undefined) {
    throw new RangeError(`Cannot read run window "${part}": expected something like Mon-Fri 06:00-20:00`);
  }
  const start = readTime(from, part);
  const end = readTime(to, part);
  if (start === end || start === 1440) throw new RangeError(`Cannot read run window "${part}": it is empty`);
  const minutes = end > start ? end - start : end + 1440 - start;
  return readDays(days, part).map((day) => ({
    start: day * 1440 + start,
    end: day * 1440 + start + minutes,
  }));
}

function readTime(text: string, part: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 1440) {
    throw new RangeError(`Cannot read run window "${part}": no such time ${text}`);
  }
  return total;
}

function readDays(text: string | undefined, part: string): number[] {
  if (text === undefined || text.trim() === "") return DAYS.map((_, day) => day);
  return [...new Set(text.split(",").flatMap((item) => readDayRange(item, part)))];
}

function readDayRange(item: string, part: string): number[] {
  const ends = item.split("-").map((name) => DAYS.indexOf(name.trim().toLowerCase().slice(0, 3)));
  const [first, last = first] = ends;
  if (first === undefined || last === undefined || ends.length > 2 || ends.includes(-1)) {
    throw new RangeError(`Cannot read run window "${part}": no such day in "${item.trim()}"`);
  }
  const length = (last - first + 7) % 7 + 1;
  return Array.from({ length }, (_, step) => (first + step) % 7);
}

function isWithin(span: Span, minute: number): boolean {
  return (minute >= span.start && minute < span.end) || minute + WEEK < span.end;
}

function nextStart(spans: Span[], at: number): number {
  const minute = bogotaMinuteOfWeek(at);
  const waits = spans.map(({ start }) => (start - minute + WEEK) % WEEK);
  return at + Math.round(Math.min(...waits) * 60_000);
}

/** The parts of that day which lie in spans, those that overlap in one piece. */
function hoursOf(spans: Span[], day: string): OpenHours[] {
  const midnight = Date.parse(day) + BOGOTA_OFFSET_MS;
  const first = Math.floor(bogotaMinuteOfWeek(midnight));
  const parts = spans.flatMap(({ start, end }) =>
    // A span over the week's end is open at its beginning as well.
    [0, -WEEK].map((shift) => ({
      from: Math.max(start + shift, first) - first,
      to: Math.min(end + shift, first + 1440) - first,
    }))
  ).filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const joined: OpenHours[] = [];
  for (const { from, to } of parts) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined.map(({ from, to }) => ({ from: midnight + from * 60_000, to: midnight + to * 60_000 }));
}
