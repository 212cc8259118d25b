/** Times as court portals write them, without zone: local time of America/Bogota, UTC-5 all year (portal.md 1.3). */
import { BOGOTA_OFFSET_MS } from "../bogota.ts";

const DAY_MS = 86_400_000;
const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d+))?)?$/;

/** When the next calendar day begins in Bogota. Takes and gives milliseconds since the epoch. */
export function nextBogotaMidnight(at: number): number {
  return (Math.floor((at - BOGOTA_OFFSET_MS) / DAY_MS) + 1) * DAY_MS + BOGOTA_OFFSET_MS;
}

/** Minutes since Monday 00:00 in Bogota, with fractions. */
export function bogotaMinuteOfWeek(at: number): number {
  const local = at - BOGOTA_OFFSET_MS;
  // 1970-01-01 was a Thursday, three days after Monday.
  const day = (Math.floor(local / DAY_MS) + 3) % 7;
  const minute = (local - Math.floor(local / DAY_MS) * DAY_MS) / 60_000;
  return (day < 0 ? day + 7 : day) * 1440 + minute;
}

/** Reads `2024-03-06T00:00:00` as a calendar date; null for anything else, a time zone included. */
export function courtDate(text: string): string | null {
  const day = LOCAL.exec(text)?.[1];
  if (day === undefined) return null;
  const parsed = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day ? null : day;
}

/** Reads `2026-05-25T19:23:52.873`, local time of Bogota, as an RFC 3339 instant; null for anything else. */
export function courtInstant(text: string): string | null {
  const [, day, time = "00:00:00", fraction = "0"] = LOCAL.exec(text) ?? [];
  if (day === undefined || courtDate(day) === null) return null;
  const instant = new Date(`${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}-05:00`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
