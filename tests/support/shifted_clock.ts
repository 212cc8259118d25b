import { systemClock } from "#platform/clock.ts";
import type { MovableClock } from "./stores.ts";

/** The machine's own clock, moved ahead by what a test says: for what also goes by the database's clock. */
export function shiftedClock(): MovableClock {
  let ahead = 0;
  return {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    advance: (milliseconds) => ahead += milliseconds,
  };
}
