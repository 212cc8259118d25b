/** Calendar days as `YYYY-MM-DD`, without hours or zones: they compare as text. */

const DAY_MS = 86_400_000;

export function toDay(year: number, month: number, day: number): string {
  return textOf(Date.UTC(year, month - 1, day));
}

export function addDays(day: string, count: number): string {
  return textOf(Date.parse(day) + count * DAY_MS);
}

/** 0 is Sunday. */
export function dayOfWeek(day: string): number {
  return new Date(day).getUTCDay();
}

export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

/** Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876 (Butcher's Ecclesiastical Calendar). */
export function easterSunday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return toDay(year, Math.floor(days / 31), (days % 31) + 1);
}

function textOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
