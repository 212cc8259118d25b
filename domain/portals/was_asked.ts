/** Where LEXIA itself holds back, no attempt is used up. */
import type { UnavailableReason } from "./portal.ts";

const NOT_ASKED: ReadonlySet<string> = new Set(
  [
    "breaker_open",
    "budget_exhausted",
    "window_closed",
    "pace_unavailable",
  ] satisfies UnavailableReason[],
);

/** Whether the portal was asked at all, by the reason for which there is no answer. */
export function wasAsked(reason: string): boolean {
  return !NOT_ASKED.has(reason);
}
