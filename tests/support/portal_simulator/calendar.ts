/** Simulated days are counted from 1 January 1970, so that the simulator never meets a time zone. */
const DAY_MS = 86_400_000;

/** @throws {RangeError} unless the text is a day of the calendar, written `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  if (!Number.isInteger(day) || dateOf(day) !== date) {
    throw new RangeError(`Cannot read the date "${date}": expected YYYY-MM-DD`);
  }
  return day;
}

/** `YYYY-MM-DD`. */
export function dateOf(day: number): string {
  const known = DATES.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  DATES.set(day, date);
  return date;
}

/** As the portal writes a court date: at midnight, without zone. */
export function midnightOf(day: number): string {
  return `${dateOf(day)}T00:00:00`;
}

/** The day in a date that the portal wrote. */
export function dayOfMidnight(text: string): number {
  return dayOf(text.slice(0, 10));
}

/** Courts work Monday to Friday, but not on fixed holidays, on 17 December, or from 20 December to 10 January. */
export function isCourtDay(day: number): boolean {
  const weekday = (day + 4) % 7;
  if (weekday === 0 || weekday === 6) return false;
  const monthDay = dateOf(day).slice(5);
  if (monthDay >= "12-20" || monthDay <= "01-10") return false;
  return !CLOSED.has(monthDay);
}

export function nextCourtDay(day: number): number {
  let next = day + 1;
  while (!isCourtDay(next)) next++;
  return next;
}

/** That day itself if the courts work on it. */
export function courtDayUpTo(day: number): number {
  let last = day;
  while (!isCourtDay(last)) last--;
  return last;
}

/** The moving holidays are left out: the portal itself shows rows registered on some of them. */
const CLOSED = new Set(["05-01", "07-20", "08-07", "12-08", "12-17"]);

/** Dockets name the same few thousand days over and over. */
const DATES = new Map<number, string>();
