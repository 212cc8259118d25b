import type { Ctx, PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { accountDb } from "./_accounts.ts";
import { endSessions } from "./end_sessions.ts";
import type { IdentityServices } from "./identity.ts";
import { requireInPerson } from "./in_person.ts";
import { recordAct } from "./record_act.ts";

/** Ends one of the caller's own sessions. @throws {DomainError} `permission_denied`, `session_not_found` */
export async function endOwnSession(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
  id: string,
): Promise<void> {
  requireInPerson(ctx);
  if (!isUuid(id)) throw new DomainError("session_not_found");
  const ended = await end(ctx, { only: id });
  if (ended === 0) throw new DomainError("session_not_found");
  identity.sessions.forget(id);
}

/** Ends all of the caller's sessions but this one, and tells how many. @throws {DomainError} `permission_denied` */
export async function endOtherSessions(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
): Promise<number> {
  requireInPerson(ctx);
  const ended = await end(ctx, { except: ctx.actor.sessionId });
  identity.sessions.forgetPerson(ctx.actor.userId);
  return ended;
}

async function end(ctx: Ctx | PlatformCtx, which: { only: string } | { except: string }): Promise<number> {
  const organizationId = "organization" in ctx ? ctx.organization.id : null;
  const { userId } = ctx.actor;
  return await accountDb(ctx, organizationId, "session.end").tx(async (tx) => {
    const now = ctx.clock.now();
    const ended = await endSessions(tx, { organizationId, userId, reason: "ended_by_owner", now, ...which });
    if (ended === 0) return 0;
    const one = "only" in which;
    await recordAct(tx, ctx, {
      organizationId,
      actorId: userId,
      action: one ? "session.end" : "session.end_others",
      targetId: one ? which.only : userId,
      data: { ended },
    });
    return ended;
  });
}
