/** Calendar arithmetic of America/Bogota: UTC-5 all year, no daylight saving. */

/** How far Bogota is behind UTC. */
export const BOGOTA_OFFSET_MS = 5 * 60 * 60 * 1000;

/** The calendar date there, `YYYY-MM-DD`. Takes milliseconds since the epoch, as all functions here. */
export function bogotaDate(at: number): string {
  return new Date(at - BOGOTA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The calendar month there, `YYYY-MM`. */
export function bogotaMonth(at: number): string {
  return bogotaDate(at).slice(0, 7);
}

/** Midnight there at the beginning of the next month. */
export function nextBogotaMonth(at: number): number {
  const local = new Date(at - BOGOTA_OFFSET_MS);
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) + BOGOTA_OFFSET_MS;
}

/** The same time of day a month later; the last day of the month where the day does not exist. */
export function addBogotaMonth(at: number): number {
  const local = new Date(at - BOGOTA_OFFSET_MS);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const lastDay = new Date(Date.UTC(year, month + 2, 0)).getUTCDate();
  const timeOfDay = (at - BOGOTA_OFFSET_MS) - Date.UTC(year, month, day);
  return Date.UTC(year, month + 1, Math.min(day, lastDay)) + timeOfDay + BOGOTA_OFFSET_MS;
}
