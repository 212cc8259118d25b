/** When LEXIA stops asking a portal, and for how long. Pure: the state lives with the pace that all instances share. */
import type { UnavailableReason, UnverifiedReason } from "./portal.ts";

/** What a call showed to be wrong with the portal. */
export type CallFailure =
  | Exclude<UnverifiedReason, "portal_no_canary">
  | Extract<UnavailableReason, `portal_${string}`>;

/**
 * How a call ended. `answered` proves the portal well; `doubtful` (an empty list) proves nothing; `abandoned` means
 * that nobody waited for the answer any more.
 */
export type CallOutcome = "answered" | "doubtful" | "abandoned" | CallFailure;

export interface Breaker {
  /** Null while closed. Once it has passed, one call at a time may probe. */
  until: number | null;
  reason: CallFailure | null;
  /** Failures in a row that did not open it yet. */
  failures: number;
  /** Openings since the last good answer: by the firewall, and by anything else. */
  blockTrips: number;
  failureTrips: number;
}

export const CLOSED_BREAKER: Breaker = {
  until: null,
  reason: null,
  failures: 0,
  blockTrips: 0,
  failureTrips: 0,
};

const MINUTE_MS = 60_000;
const BLOCK = { first: 20 * MINUTE_MS, most: 360 * MINUTE_MS };
const FAILURE = { first: MINUTE_MS, most: 20 * MINUTE_MS };
const FAILURES_IN_A_ROW = 5;

export function breakerState(breaker: Breaker, now: number): "closed" | "open" | "half_open" {
  if (breaker.until === null) return "closed";
  return now < breaker.until ? "open" : "half_open";
}

/**
 * What an outcome makes of the breaker. A block opens it for 20 minutes, doubling to 6 hours; a TLS failure, a failed
 * probe or five other failures in a row open it for 1 minute, doubling to 20; an answer closes it. While it is open,
 * calls that began before change nothing.
 */
export function recordOutcome(breaker: Breaker, outcome: CallOutcome, now: number): Breaker {
  const state = breakerState(breaker, now);
  if (state === "open" || outcome === "doubtful" || outcome === "abandoned") return breaker;
  if (outcome === "answered") return CLOSED_BREAKER;
  if (outcome === "portal_blocked") {
    const until = now + doubled(BLOCK, breaker.blockTrips);
    return { ...breaker, until, reason: outcome, failures: 0, blockTrips: breaker.blockTrips + 1 };
  }
  const failures = breaker.failures + 1;
  if (state === "closed" && outcome !== "portal_tls" && failures < FAILURES_IN_A_ROW) {
    return { ...breaker, failures };
  }
  const until = now + doubled(FAILURE, breaker.failureTrips);
  return { ...breaker, until, reason: outcome, failures: 0, failureTrips: breaker.failureTrips + 1 };
}

function doubled(ladder: { first: number; most: number }, trips: number): number {
  return Math.min(ladder.first * 2 ** trips, ladder.most);
}
