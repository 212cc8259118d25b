/** Somebody who was asked to join. Who holds the link may make the account, so only its hash is kept. */
import { and, eq } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import type { PermissionChanges } from "#db/schema/organization_users.ts";
import type { Db } from "#db/tenant_db.ts";
import { type Role, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { localeOf } from "../mail/messages.ts";

export type InvitationStatus = "open" | "accepted" | "revoked" | "expired";

export interface Invitation {
  id: string;
  email: string;
  /** Null: the person says it. */
  name: string | null;
  role: Role;
  permissions: PermissionChanges;
  locale: string | null;
  status: InvitationStatus;
  invitedBy: string | null;
  timesSent: number;
  lastSentAt: Date;
  createdAt: Date;
  expiresAt: Date;
}

export const INVITATION_FIELDS = {
  id: invitations.id,
  email: invitations.email,
  name: invitations.name,
  role: invitations.role,
  permissions: invitations.permissions,
  locale: invitations.locale,
  invitedBy: invitations.invitedBy,
  timesSent: invitations.timesSent,
  lastSentAt: invitations.lastSentAt,
  createdAt: invitations.createdAt,
  expiresAt: invitations.expiresAt,
  acceptedAt: invitations.acceptedAt,
  revokedAt: invitations.revokedAt,
};

interface Row extends Omit<Invitation, "role" | "status"> {
  role: string;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}

export function asInvitation({ acceptedAt, revokedAt, role, ...row }: Row, now: number): Invitation {
  const status = acceptedAt ? "accepted" : revokedAt ? "revoked" : "open";
  return {
    ...row,
    role: ROLES.find((known) => known === role) ?? "viewer",
    locale: row.locale && localeOf(row.locale),
    status: status === "open" && row.expiresAt.getTime() <= now ? "expired" : status,
  };
}

/** Locked for the transaction. @throws {DomainError} `invitation_not_found` */
export async function lockInvitation(tx: Db, ctx: Ctx, id: string): Promise<Invitation> {
  if (!isUuid(id)) throw new DomainError("invitation_not_found");
  const [row] = await tx.select(INVITATION_FIELDS).from(invitations)
    .where(and(eq(invitations.organizationId, ctx.organization.id), eq(invitations.id, id))).for("update");
  if (!row) throw new DomainError("invitation_not_found");
  return asInvitation(row, ctx.clock.now());
}
