import { and, eq } from "drizzle-orm";
import { externalIdentities } from "#db/schema/identity_providers.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { scimGroupMembers } from "#db/schema/scim.ts";
import { passkeys, recoveryCodes, totpSecrets } from "#db/schema/second_factors.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { closeInvitationsOf } from "../invitations/close_invitations.ts";
import { countSolicitudesOf, handOver } from "../solicitudes/hand_over.ts";
import { unassign } from "../novedades/unassign.ts";
import { actAlone } from "./acting_member.ts";
import { endAccess } from "./end_access.ts";
import { lockMember, type MemberRecord } from "./member.ts";
import { requireOtherAdministrator } from "./seats.ts";
import { requireAbove } from "./within_own.ts";

export interface Removal {
  id: string;
  expectedUpdatedAt?: Date;
  /** Who takes over the person's solicitudes. */
  successorId?: string;
}

/**
 * Takes somebody out of the organization, with their sessions, keys and second factors. Their row stays, without a
 * membership and without anything that opens it, so that the audit log goes on naming them.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `own_account`, `user_not_found`,
 * `version_conflict`, `last_administrator`, `user_owns_solicitudes`, and `request_invalid` for a successor who is no
 * active member.
 */
export async function removeUser(ctx: Ctx, identity: IdentityServices, input: Removal): Promise<void> {
  authorize(ctx, "delete_users");
  requireFresh(ctx);
  await ctx.db.tx(async (tx) => {
    const me = await actAlone(tx, ctx, "delete_users");
    const member = await lockMember(tx, ctx, input);
    if (member.id === me.actor.userId) throw new DomainError("own_account");
    requireAbove(me, member);
    const of = { organizationId: ctx.organization.id, userId: member.id, now: ctx.clock.now() };
    if (member.role === "org_admin" && member.isActive) {
      await requireOtherAdministrator(tx, { ...of, besides: [member.id] });
    }
    const handed = await handSolicitudes(tx, ctx, { member, successorId: input.successorId });
    const ended = await endAccess(tx, { ...of, reason: "removed" });
    const invitations = await closeInvitationsOf(tx, of);
    await takeOut(tx, of);
    await audit(tx, ctx, {
      action: "user.remove",
      targetId: member.id,
      data: {
        role: member.role,
        ...handed,
        ended_sessions: ended.sessions,
        revoked_keys: ended.keys,
        revoked_invitations: invitations,
      },
    });
  });
  identity.sessions.forgetPerson(input.id);
}

async function handSolicitudes(
  tx: Db,
  ctx: Ctx,
  { member, successorId }: { member: MemberRecord; successorId?: string },
): Promise<Record<string, unknown>> {
  const organizationId = ctx.organization.id;
  if (successorId === undefined) {
    const owned = await countSolicitudesOf(tx, { organizationId, userId: member.id });
    if (owned === 0) return {};
    throw new DomainError("user_owns_solicitudes", {
      detail: `This person has ${owned} solicitudes: name a successor_id who takes them over`,
      extra: { solicitudes: owned },
    });
  }
  await requireSuccessor(tx, ctx, { member, successorId });
  const now = ctx.clock.now();
  const { moved, merged } = await handOver(tx, { organizationId, from: member.id, to: successorId, now });
  return { successor_id: successorId, moved_solicitudes: moved, merged_solicitudes: merged };
}

/** Somebody of another organization is told from nobody in nothing. */
async function requireSuccessor(
  tx: Db,
  ctx: Ctx,
  { member, successorId }: { member: MemberRecord; successorId: string },
): Promise<void> {
  const successor = successorId === member.id ? undefined : await lockMember(tx, ctx, { id: successorId })
    .catch((error) => {
      if (error instanceof DomainError && error.code === "user_not_found") return undefined;
      throw error;
    });
  if (successor?.isActive) return;
  throw new DomainError("request_invalid", {
    errors: [{
      field: "successor_id",
      code: "successor_invalid",
      message: "Name another active member of the organization",
    }],
  });
}

async function takeOut(tx: Db, of: { organizationId: string; userId: string; now: number }): Promise<void> {
  const { organizationId, userId, now } = of;
  for (const table of [totpSecrets, recoveryCodes, passkeys, externalIdentities, scimGroupMembers]) {
    await tx.delete(table).where(and(eq(table.organizationId, organizationId), eq(table.userId, userId)));
  }
  await unassign(tx, of);
  await tx.delete(organizationUsers).where(
    and(eq(organizationUsers.organizationId, organizationId), eq(organizationUsers.userId, userId)),
  );
  await tx.update(users).set({
    passwordHash: null,
    passwordChangedAt: null,
    emailVerifiedAt: null,
    managedBy: null,
    externalId: null,
    secondFactorDueFrom: null,
    isBreakGlass: false,
    isActive: false,
    updatedAt: new Date(now),
  }).where(and(eq(users.organizationId, organizationId), eq(users.id, userId)));
}
