import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "./identity.ts";
import { audienceOf } from "./open_session.ts";

/** Together with what `SessionStates` remembers, below 5 seconds. */
const LOOK_AGAIN_MS = 500;

/**
 * Comes back once the caller's session has ended, or the caller may less than when the request began: for answers that
 * go on long after somebody was allowed to have them. Also when `signal` aborts.
 */
export async function sessionEnd(
  identity: Pick<IdentityServices, "sessions">,
  caller: Pick<Ctx, "organization" | "actor" | "clock">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && await isAsItWas(identity, caller)) {
    await caller.clock.sleep(LOOK_AGAIN_MS, signal).catch(() => {});
  }
}

async function isAsItWas(
  { sessions }: Pick<IdentityServices, "sessions">,
  { organization, actor }: Pick<Ctx, "organization" | "actor">,
): Promise<boolean> {
  try {
    const now = await sessions.load(audienceOf(organization.id), actor.sessionId);
    return actor.permissions.isSubsetOf(now.actor.permissions);
  } catch (error) {
    // A database out of reach ends nobody's session.
    return !(error instanceof DomainError);
  }
}
