import { systemClock } from "#platform/clock.ts";
import type { MovableClock } from "./stores.ts";

/** The machine's own clock, moved ahead by what a test says: for what also goes by the database's clock. */
export function shiftedClock(): MovableClock {
  let ahead = 0;
  return {
    ...systemClock,
    // Whole milliseconds, like every clock's, though a test may have waited for a part of one.
    now: () => Math.floor(systemClock.now() + ahead),
    advance: (milliseconds) => ahead += milliseconds,
  };
}
