import { and, eq, sql } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { newOpaqueToken } from "../identity/opaque_token.ts";
import { actAlone } from "../users/acting_member.ts";
import { requireSeat } from "../users/seats.ts";
import { requireWithinOwn } from "../users/within_own.ts";
import { mailInvitation, takeInvitationMail } from "./_mail_invitation.ts";
import { asInvitation, type Invitation, INVITATION_FIELDS, lockInvitation } from "./invitation.ts";

/**
 * Sends an invitation again, with a new link for as long as the first one: the earlier link opens nothing any more.
 * @throws {DomainError} `permission_denied`, `invitation_not_found`, `invitation_closed`, `rate_limited`,
 * `seats_exceeded` where it had expired and its seat was taken meanwhile.
 */
export async function resendInvitation(
  ctx: Ctx,
  identity: IdentityServices,
  id: string,
): Promise<Invitation> {
  authorize(ctx, "create_users");
  await takeInvitationMail(ctx, identity, await addressOf(ctx, id));
  const { locale } = await identity.organizationSettings.of(ctx.organization.id);
  const { token, hash: tokenHash } = newOpaqueToken("lxi_");
  const now = ctx.clock.now();
  return await ctx.db.tx(async (tx) => {
    const me = await actAlone(tx, ctx, "create_users");
    const before = await lockInvitation(tx, ctx, id);
    if (before.status === "accepted" || before.status === "revoked") {
      throw new DomainError("invitation_closed");
    }
    requireWithinOwn(me, before);
    await requireSeat(tx, ctx, { besides: before.email });
    const lastsMs = before.expiresAt.getTime() - before.lastSentAt.getTime();
    const [row] = await tx.update(invitations).set({
      tokenHash,
      timesSent: sql`${invitations.timesSent} + 1`,
      lastSentAt: new Date(now),
      expiresAt: new Date(now + lastsMs),
      // Whose authority it stands on from now on.
      invitedBy: ctx.actor.userId,
    }).where(and(eq(invitations.organizationId, ctx.organization.id), eq(invitations.id, id)))
      .returning(INVITATION_FIELDS);
    if (!row) throw new DomainError("invitation_not_found");
    const invitation = asInvitation(row, now);
    const data = { times_sent: invitation.timesSent };
    await audit(tx, ctx, { action: "invitation.resend", targetId: id, data });
    await mailInvitation(tx, ctx, identity.sealer, { invitation, token, locale });
    return invitation;
  });
}

async function addressOf(ctx: Ctx, id: string): Promise<string> {
  if (!isUuid(id)) throw new DomainError("invitation_not_found");
  const [row] = await ctx.db.one((db) =>
    db.select({ email: invitations.email }).from(invitations)
      .where(and(eq(invitations.organizationId, ctx.organization.id), eq(invitations.id, id)))
  );
  if (!row) throw new DomainError("invitation_not_found");
  return row.email;
}
