/** What an organization may know of the portal: how it answers, and no number that tells of others. */
import type { Ctx } from "../ctx.ts";
import { StoreUnavailable } from "../ports.ts";
import type { PortalHealth } from "../portals/portal.ts";

export interface PortalStanding {
  source: string;
  /** `resting`: outside of the hours in which LEXIA asks on its own account. */
  state: "open" | "slow" | "blocked" | "down" | "resting";
  /** When it last gave an answer; null: not since LEXIA began to count. */
  lastAnswerAt: Date | null;
  /** When LEXIA asks again, where it does not now. */
  asksAgainAt: Date | null;
  /** Of what LEXIA may ask it on this day, the part that is used: 0 to 1. Null: there is no limit. */
  usedShare: number | null;
}

/** A turn that comes later than this is slow. */
const SLOW_MINUTES = 3;

/** Null where nobody can say. */
export async function getPortalStanding({ portal }: Pick<Ctx, "portal">): Promise<PortalStanding | null> {
  try {
    return standingOf(await portal.health());
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}

export function standingOf(health: PortalHealth): PortalStanding {
  const { source, breaker, window, budget, lastSuccessAt } = health;
  const state = stateOf(health);
  const asksAgainAt = state === "resting" ? window.opensAt : breaker.state === "open" ? breaker.until : null;
  return {
    source,
    state,
    lastAnswerAt: lastSuccessAt === null ? null : new Date(lastSuccessAt),
    asksAgainAt: asksAgainAt === null ? null : new Date(asksAgainAt),
    usedShare: budget.limit === null
      ? null
      : Math.min(1, budget.limit === 0 ? 1 : budget.used / budget.limit),
  };
}

function stateOf({ breaker, pace, window }: PortalHealth): PortalStanding["state"] {
  if (breaker.state === "open") return breaker.reason === "portal_blocked" ? "blocked" : "down";
  if (!window.isOpen) return "resting";
  if (breaker.state === "half_open" || pace.waiting > pace.perMinute * SLOW_MINUTES) return "slow";
  return "open";
}
