/**
 * Takes out what tells who somebody is: the deletion of Law 1581 of 2012, article 8 (e) and 15. The work that they did
 * stays with the organization under an id that names nobody, and so does the audit log, whose lines hold ids.
 */
import { and, eq, inArray, or, sql } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { idempotencyKeys } from "#db/schema/idempotency_keys.ts";
import { externalIdentities } from "#db/schema/identity_providers.ts";
import { invitations } from "#db/schema/invitations.ts";
import { notificationDigests, notificationPreferences, notifications } from "#db/schema/notifications.ts";
import { novedadReads } from "#db/schema/novedades.ts";
import { oneTimeTokens } from "#db/schema/one_time_tokens.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { savedViews } from "#db/schema/saved_views.ts";
import { scimGroupMembers } from "#db/schema/scim.ts";
import { passkeys, recoveryCodes, totpSecrets } from "#db/schema/second_factors.ts";
import { refreshTokens, sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { actAlone } from "../users/acting_member.ts";
import { lockMember } from "../users/member.ts";
import { requireOtherAdministrator } from "../users/seats.ts";
import { unassign } from "../novedades/unassign.ts";
import { removeLetters } from "./_letters.ts";

export interface Anonymized {
  id: string;
  name: string;
  email: string;
  anonymizedAt: Date;
}

const NOBODY = "Persona eliminada";

/**
 * Cannot be undone; the person cannot sign in any more.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `user_not_found`, `confirmation_mismatch` unless
 * `confirm` is the person's e-mail address, `last_administrator`.
 */
export async function anonymizePerson(
  ctx: Ctx,
  identity: IdentityServices,
  { userId, confirm }: { userId: string; confirm: string },
): Promise<Anonymized> {
  authorize(ctx, "delete_users");
  requireFresh(ctx);
  const anonymized = await ctx.db.tx(async (tx) => {
    await actAlone(tx, ctx, "delete_users");
    const person = await lockMember(tx, ctx, { id: userId });
    if (person.role === "org_admin") {
      await requireOtherAdministrator(tx, { organizationId: ctx.organization.id, besides: [userId] });
    }
    if (person.email !== confirm.trim().normalize("NFC").toLowerCase()) {
      throw new DomainError("confirmation_mismatch", {
        detail: "Give the person's e-mail address as confirm",
      });
    }
    const anonymizedAt = new Date(ctx.clock.now());
    // A UUIDv7 begins with the time: its end tells people apart.
    const email = `anonymized+${userId.replaceAll("-", "").slice(-12)}@invalid`;
    const left = { id: userId, name: NOBODY, email, anonymizedAt };
    await removeProofs(tx, ctx, userId);
    await emptySessions(tx, ctx, userId, anonymizedAt);
    await tx.delete(invitations).where(and(
      eq(invitations.organizationId, ctx.organization.id),
      or(eq(invitations.email, person.email), eq(invitations.acceptedBy, userId)),
    ));
    await forgetAnswers(tx, ctx, person);
    await removeLetters(tx, identity.sealer, ctx.organization.id, person.email);
    await emptyRow(tx, ctx, left);
    await audit(tx, ctx, { action: "user.anonymize", targetId: userId, data: { role: person.role } });
    return left;
  });
  identity.sessions.forgetPerson(userId);
  return anonymized;
}

/** What the others' repeated requests would be answered with about them, and would have been for a day. */
async function forgetAnswers(tx: Db, ctx: Ctx, { id, email }: { id: string; email: string }): Promise<void> {
  const about = [id, JSON.stringify(email).slice(1, -1)];
  await tx.delete(idempotencyKeys).where(and(
    eq(idempotencyKeys.organizationId, ctx.organization.id),
    or(...about.map((text) => sql`strpos(${idempotencyKeys.body}, ${text}) > 0`)),
  ));
}

/** Whatever they could sign in or be recognized with. */
async function removeProofs(tx: Db, ctx: Ctx, userId: string): Promise<void> {
  const organizationId = ctx.organization.id;
  const theirs = [
    totpSecrets,
    recoveryCodes,
    passkeys,
    externalIdentities,
    oneTimeTokens,
    idempotencyKeys,
    scimGroupMembers,
    novedadReads,
    notifications,
    notificationPreferences,
    notificationDigests,
    savedViews,
  ];
  for (const table of theirs) {
    await tx.delete(table).where(and(eq(table.organizationId, organizationId), eq(table.userId, userId)));
  }
  await unassign(tx, { organizationId, userId });
  await tx.update(apiKeys).set({
    name: NOBODY,
    allowedNetworks: [],
    lastUsedAddress: null,
    revokedAt: sql`coalesce(${apiKeys.revokedAt}, ${new Date(ctx.clock.now()).toISOString()}::timestamptz)`,
  }).where(and(eq(apiKeys.organizationId, organizationId), eq(apiKeys.createdBy, userId)));
}

async function emptySessions(tx: Db, ctx: Ctx, userId: string, now: Date): Promise<void> {
  const isTheirs = and(eq(sessions.organizationId, ctx.organization.id), eq(sessions.userId, userId));
  await tx.delete(refreshTokens).where(and(
    eq(refreshTokens.organizationId, ctx.organization.id),
    inArray(refreshTokens.sessionId, tx.select({ id: sessions.id }).from(sessions).where(isTheirs)),
  ));
  await tx.update(sessions).set({
    userAgent: null,
    address: null,
    providerId: null,
    providerSession: null,
    revokedAt: sql`coalesce(${sessions.revokedAt}, ${now.toISOString()}::timestamptz)`,
    revokedReason: sql`coalesce(${sessions.revokedReason}, 'anonymized')`,
  }).where(isTheirs);
}

async function emptyRow(tx: Db, ctx: Ctx, left: Anonymized): Promise<void> {
  const organizationId = ctx.organization.id;
  await tx.update(users).set({
    name: left.name,
    email: left.email,
    passwordHash: null,
    passwordChangedAt: null,
    emailVerifiedAt: null,
    locale: null,
    department: null,
    managedBy: null,
    externalId: null,
    secondFactorDueFrom: null,
    isBreakGlass: false,
    isActive: false,
    anonymizedAt: left.anonymizedAt,
    updatedAt: left.anonymizedAt,
  }).where(and(eq(users.organizationId, organizationId), eq(users.id, left.id)));
  await tx.update(organizationUsers).set({ isActive: false, permissions: { add: [], remove: [] } })
    .where(and(eq(organizationUsers.organizationId, organizationId), eq(organizationUsers.userId, left.id)));
}
