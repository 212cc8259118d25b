import { and, eq } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize, type Permission, type Role } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { performWorkOnce } from "../idempotency.ts";
import { newOpaqueToken } from "../identity/opaque_token.ts";
import { parseEmail, parseName } from "../identity/person_fields.ts";
import type { Locale } from "../mail/messages.ts";
import { actAlone } from "../users/acting_member.ts";
import { isOpenInvitation, lockPeople, requireSeat } from "../users/seats.ts";
import { requireWithinOwn } from "../users/within_own.ts";
import { mailInvitation, takeInvitationMail } from "./_mail_invitation.ts";
import { closeExpiredInvitationTo } from "./close_invitations.ts";
import { asInvitation, type Invitation, INVITATION_FIELDS } from "./invitation.ts";

export interface NewInvitation {
  email: string;
  name?: string | null;
  role: Exclude<Role, "super_admin">;
  permissions?: { add: Permission[]; remove: Permission[] };
  locale?: Locale | null;
  /** 1 to 30; a week by default. */
  expiresInDays?: number;
}

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 7;

/**
 * Asks somebody to join, by mail. It takes a seat of the plan until it is accepted, revoked or expired.
 * @throws {DomainError} `permission_denied` also for what the caller may not give, `request_invalid`, `rate_limited`,
 * `user_exists`, `invitation_exists`, `seats_exceeded`.
 */
export async function createInvitation(
  ctx: Ctx,
  identity: IdentityServices,
  input: NewInvitation,
): Promise<Invitation> {
  authorize(ctx, "create_users");
  const email = parseEmail(input.email);
  const name = input.name ? parseName(input.name) : null;
  const standing = { role: input.role, permissions: input.permissions ?? { add: [], remove: [] } };
  requireWithinOwn(ctx, standing);
  const { locale } = await identity.organizationSettings.of(ctx.organization.id);
  const { token, hash: tokenHash } = newOpaqueToken("lxi_");
  const now = ctx.clock.now();
  const expiresAt = new Date(now + (input.expiresInDays ?? DEFAULT_DAYS) * DAY_MS);

  return await performWorkOnce(ctx, async (tx) => {
    // Under the key: a repetition sends nothing, and so counts for nothing.
    await takeInvitationMail(ctx, identity, email);
    requireWithinOwn(await actAlone(tx, ctx, "create_users"), standing);
    await requireNew(tx, ctx, email);
    await requireSeat(tx, ctx);
    await closeExpiredInvitationTo(tx, { organizationId: ctx.organization.id, now, email });
    const [row] = await tx.insert(invitations).values({
      email,
      name,
      ...standing,
      locale: input.locale,
      tokenHash,
      invitedBy: ctx.actor.userId,
      lastSentAt: new Date(now),
      expiresAt,
    }).returning(INVITATION_FIELDS);
    if (!row) throw new Error("The database made no invitation");
    const invitation = asInvitation(row, now);
    const data = { ...standing, expires_at: expiresAt.toISOString() };
    await audit(tx, ctx, { action: "invitation.create", targetId: invitation.id, data });
    await mailInvitation(tx, ctx, identity.sealer, { invitation, token, locale });
    return invitation;
  }, { lock: lockPeople });
}

/** @throws {DomainError} `user_exists`, `invitation_exists` */
async function requireNew(tx: Db, ctx: Ctx, email: string): Promise<void> {
  const organizationId = ctx.organization.id;
  const [member] = await tx.select({ id: users.id }).from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.organizationId, users.organizationId), eq(organizationUsers.userId, users.id)),
    )
    .where(and(eq(users.organizationId, organizationId), eq(users.email, email)));
  if (member) throw new DomainError("user_exists");
  const [open] = await tx.select({ id: invitations.id }).from(invitations)
    .where(and(isOpenInvitation(organizationId, ctx.clock.now()), eq(invitations.email, email)));
  if (open) throw new DomainError("invitation_exists", { extra: { existing_id: open.id } });
}
