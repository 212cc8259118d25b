/** When a delivery that failed is tried again. */

/** Before each attempt: about 28 hours in all, as Svix has it. */
const SCHEDULE_SECONDS = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
const JITTER = 0.1;
/** Whoever asks for more than this is asked again all the same. */
const LONGEST_QUIET_SECONDS = 12 * 3_600;
const LONGEST_PAUSE_SECONDS = 300;

/**
 * Seconds until the attempt after that many of the round have failed, moved by a tenth either way; null: there is none. What
 * the receiver asked for is waited out at least.
 */
export function secondsToNext(
  failed: number,
  { quietSeconds, random = Math.random }: { quietSeconds: number | null; random?: () => number },
): number | null {
  const base = SCHEDULE_SECONDS[failed];
  if (base === undefined) return null;
  return Math.max(base * (1 - JITTER + 2 * JITTER * random()), quietSeconds ?? 0);
}

/** What `Retry-After` asks for, in seconds or as a date (RFC 9110, section 10.2.3); null for none that can be read. */
export function quietSecondsOf(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1_000;
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(Math.ceil(seconds), LONGEST_QUIET_SECONDS);
}

/** How long the next message that waits for an endpoint is left waiting after so many failures in a row. */
export function pauseSeconds(failures: number): number {
  return failures === 0 ? 0 : Math.min(5 * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_SECONDS);
}
