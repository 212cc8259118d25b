import type { Permission } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "./identity.ts";
import { audienceOf } from "./open_session.ts";
import { actorOf } from "./program_keys.ts";

/** Together with what `SessionStates` remembers, below 5 seconds. */
const LOOK_AGAIN_MS = 500;

/**
 * Comes back once the caller's session has ended, or the caller may less than when the request began: for answers that
 * go on long after somebody was allowed to have them. Also when `signal` aborts.
 */
export async function sessionEnd(
  identity: Pick<IdentityServices, "sessions" | "programKeys">,
  caller: Pick<Ctx, "organization" | "actor" | "clock">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && await isAsItWas(identity, caller)) {
    await caller.clock.sleep(LOOK_AGAIN_MS, signal).catch(() => {});
  }
}

async function isAsItWas(
  identity: Pick<IdentityServices, "sessions" | "programKeys">,
  caller: Pick<Ctx, "organization" | "actor">,
): Promise<boolean> {
  try {
    const permissions = await permissionsNow(identity, caller);
    return permissions !== undefined && caller.actor.permissions.isSubsetOf(permissions);
  } catch (error) {
    // A database out of reach ends nobody's session.
    return !(error instanceof DomainError);
  }
}

/** Undefined where the key has ended; a session that has throws. */
async function permissionsNow(
  { sessions, programKeys }: Pick<IdentityServices, "sessions" | "programKeys">,
  { organization, actor }: Pick<Ctx, "organization" | "actor">,
): Promise<ReadonlySet<Permission> | undefined> {
  if (actor.proof.via === "api_key") {
    const key = await programKeys.findById(organization.id, actor.sessionId);
    return key && actorOf(key).permissions;
  }
  return (await sessions.load(audienceOf(organization.id), actor.sessionId)).actor.permissions;
}
