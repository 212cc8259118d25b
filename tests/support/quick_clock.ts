/** A clock that runs several times as fast, so that hours of keys and tokens pass in minutes. */
import type { Clock } from "#domain/ports.ts";
import { systemClock } from "#platform/clock.ts";

export interface Pace {
  /** How many of its seconds pass in a second; 1 is the machine's own clock. */
  factor: number;
  /** When both showed the same; milliseconds since the epoch. */
  from: number;
}

export function quickClock({ factor, from }: Pace): Clock {
  return { ...systemClock, now: () => from + Math.round((systemClock.now() - from) * factor) };
}

/** What gives the same clock to a process of LEXIA. */
export function processPace({ factor, from }: Pace): { flags: string[]; env: Record<string, string> } {
  if (factor === 1) return { flags: [], env: {} };
  return {
    flags: [`--preload=${new URL("quick_clock_preload.ts", import.meta.url).pathname}`],
    env: { LEXIA_TEST_CLOCK_FACTOR: String(factor), LEXIA_TEST_CLOCK_FROM: String(from) },
  };
}
