import { and, eq } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { actAlone } from "../users/acting_member.ts";
import { lockInvitation } from "./invitation.ts";

/**
 * Makes the link of an invitation open nothing, and gives its seat back. Doing it twice is no mistake.
 * @throws {DomainError} `permission_denied`, `invitation_not_found`, `invitation_closed` once it was accepted.
 */
export async function revokeInvitation(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, "create_users");
  await ctx.db.tx(async (tx) => {
    await actAlone(tx, ctx, "create_users");
    const { status } = await lockInvitation(tx, ctx, id);
    if (status === "accepted") throw new DomainError("invitation_closed");
    if (status === "revoked") return;
    await tx.update(invitations).set({ revokedAt: new Date(ctx.clock.now()) })
      .where(and(eq(invitations.organizationId, ctx.organization.id), eq(invitations.id, id)));
    await audit(tx, ctx, { action: "invitation.revoke", targetId: id });
  });
}
