import { and, eq, isNull, lte } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import type { Db } from "#db/tenant_db.ts";

interface At {
  organizationId: string;
  now: number;
}

/** Somebody came in another way: their open invitation takes no second seat. */
export async function closeInvitationTo(tx: Db, { organizationId, now, email }: At & { email: string }) {
  await tx.update(invitations).set({ revokedAt: new Date(now) })
    .where(and(isUnanswered(organizationId), eq(invitations.email, email)));
}

/** An expired invitation makes room for the next one to the same address. */
export async function closeExpiredInvitationTo(
  tx: Db,
  { organizationId, now, email }: At & { email: string },
): Promise<void> {
  await tx.update(invitations).set({ revokedAt: new Date(now) }).where(and(
    isUnanswered(organizationId),
    eq(invitations.email, email),
    lte(invitations.expiresAt, new Date(now)),
  ));
}

/** Who may less than before, or is gone, has invited nobody: else they would come back by an invitation of their own. */
export async function closeInvitationsOf(
  tx: Db,
  { organizationId, now, userId }: At & { userId: string },
): Promise<number> {
  const closed = await tx.update(invitations).set({ revokedAt: new Date(now) })
    .where(and(isUnanswered(organizationId), eq(invitations.invitedBy, userId)))
    .returning({ id: invitations.id });
  return closed.length;
}

function isUnanswered(organizationId: string) {
  return and(
    eq(invitations.organizationId, organizationId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );
}
