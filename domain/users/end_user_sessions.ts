import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { endSessions } from "../identity/end_sessions.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { selectMember } from "./member.ts";
import { notice } from "./tell_member.ts";
import { requireAbove } from "./within_own.ts";

/** Ends all sessions of a member. @throws {DomainError} `permission_denied`, `user_not_found` */
export async function endUserSessions(ctx: Ctx, identity: IdentityServices, id: string): Promise<number> {
  authorize(ctx, "update_users");
  const { locale } = await identity.organizationSettings.of(ctx.organization.id);
  const ended = await ctx.db.tx(async (tx) => {
    const member = await selectMember(tx, ctx, id);
    requireAbove(ctx, member);
    const of = { organizationId: ctx.organization.id, userId: member.id, now: ctx.clock.now() };
    const ended = await endSessions(tx, { ...of, reason: "ended_by_administrator" });
    if (ended === 0) return 0;
    await audit(tx, ctx, { action: "user.end_sessions", targetId: member.id, data: { ended } });
    await notice(tx, ctx, identity.sealer, { to: member, event: "sessions_ended", about: null, locale });
    return ended;
  });
  identity.sessions.forgetPerson(id);
  return ended;
}
