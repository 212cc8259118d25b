import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  type Breaker,
  breakerState,
  type CallOutcome,
  CLOSED_BREAKER,
  recordOutcome,
} from "#domain/portals/breaker.ts";

const MINUTE = 60_000;
const TRANSIENT: CallOutcome[] = [
  "portal_timeout",
  "portal_unreachable",
  "portal_error",
  "portal_database_down",
  "portal_garbled",
  "portal_silent",
];

/** Lets each opening pass, then fails the probe; gives the minutes that each opening lasted. */
function openings(outcome: CallOutcome, count: number, start: Breaker = CLOSED_BREAKER): number[] {
  let [breaker, now] = [start, 0];
  return Array.from({ length: count }, () => {
    breaker = recordOutcome(breaker, outcome, now);
    const minutes = ((breaker.until ?? now) - now) / MINUTE;
    now = breaker.until ?? now;
    return minutes;
  });
}

function after(outcomes: CallOutcome[], now = 0): Breaker {
  return outcomes.reduce((breaker, outcome) => recordOutcome(breaker, outcome, now), CLOSED_BREAKER);
}

Deno.test("recordOutcome", async (t) => {
  await t.step("opens at the first block for 20 minutes, doubling to 6 hours", () => {
    deepStrictEqual(openings("portal_blocked", 7), [20, 40, 80, 160, 320, 360, 360]);
  });

  await t.step("opens at the first TLS failure for a minute, doubling to 20", () => {
    deepStrictEqual(openings("portal_tls", 7), [1, 2, 4, 8, 16, 20, 20]);
  });

  for (const outcome of TRANSIENT) {
    await t.step(`opens at the fifth ${outcome} in a row`, () => {
      const four = after([outcome, outcome, outcome, outcome]);
      strictEqual(breakerState(four, 0), "closed");
      const five = recordOutcome(four, outcome, 0);
      deepStrictEqual([breakerState(five, 0), five.reason, five.until], ["open", outcome, MINUTE]);
    });
  }

  await t.step("doubles while probes fail, each at once", () => {
    const open = after(["portal_error", "portal_timeout", "portal_error", "portal_timeout", "portal_error"]);
    const until = open.until ?? 0;
    const again = recordOutcome(open, "portal_timeout", until);
    deepStrictEqual([again.until, breakerState(again, until)], [until + 2 * MINUTE, "open"]);
  });

  await t.step("an answer in between begins the count anew, an empty one does not", () => {
    const four: CallOutcome[] = ["portal_error", "portal_error", "portal_error", "portal_error"];
    strictEqual(breakerState(after([...four, "answered", ...four]), 0), "closed");
    strictEqual(breakerState(after([...four, "doubtful", "abandoned", "portal_error"]), 0), "open");
  });

  await t.step("closes and forgets with a good probe", () => {
    const open = after(["portal_blocked"]);
    const until = open.until ?? 0;
    strictEqual(breakerState(open, until), "half_open");
    deepStrictEqual(recordOutcome(open, "answered", until), CLOSED_BREAKER);
  });

  await t.step("an empty probe neither closes nor opens", () => {
    const open = after(["portal_blocked"]);
    const until = open.until ?? 0;
    strictEqual(breakerState(recordOutcome(open, "doubtful", until), until), "half_open");
  });

  await t.step("calls that were under way when it opened change nothing", () => {
    const open = after(["portal_blocked"]);
    for (const late of ["answered", "portal_blocked", "portal_timeout"] as const) {
      deepStrictEqual(recordOutcome(open, late, MINUTE), open);
    }
  });
});
