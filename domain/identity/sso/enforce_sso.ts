import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import { externalIdentities, identityProviders } from "#db/schema/identity_providers.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../../audit.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { DomainError } from "../../errors.ts";
import { lockPeople } from "../../users/seats.ts";
import { requireFresh } from "../freshness.ts";
import type { IdentityServices } from "../identity.ts";
import { selectAdministrators } from "./break_glass.ts";

export interface SsoEnforcement {
  isEnforced: boolean;
  /** Who may still sign in by password. */
  breakGlassUserIds: string[];
}

export async function getSsoEnforcement(ctx: Ctx): Promise<SsoEnforcement> {
  authorize(ctx, "update_org_settings");
  return await ctx.db.tx((tx) => readEnforcement(tx, ctx));
}

/**
 * Switches passwords off for everybody but the emergency administrators, or on again. Sessions that a password opened
 * end, save those of emergency administrators and the caller's own.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`; `sso_not_ready` while nobody has signed in through
 * a provider that is switched on, or no emergency administrator could sign in when it fails.
 */
export async function enforceSso(
  ctx: Ctx,
  identity: IdentityServices,
  { isEnforced }: { isEnforced: boolean },
): Promise<SsoEnforcement> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  const { id: organizationId } = ctx.organization;
  const { enforcement, ended } = await ctx.db.tx(async (tx) => {
    const before = await lockEnforcement(tx, ctx);
    if (before.isEnforced === isEnforced) return { enforcement: before, ended: [] };
    if (isEnforced) await requireReady(tx, organizationId, before);
    await tx.update(organizationSettings)
      .set({ ssoEnforced: isEnforced, updatedBy: ctx.actor.userId, updatedAt: new Date(ctx.clock.now()) })
      .where(eq(organizationSettings.organizationId, organizationId));
    const ended = isEnforced ? await endLocalSessions(tx, ctx, before.breakGlassUserIds) : [];
    const data = {
      before: { sso_enforced: before.isEnforced },
      after: { sso_enforced: isEnforced },
      ended_sessions: ended.length,
    };
    await audit(tx, ctx, { action: "sso.enforce", targetId: organizationId, data });
    return { enforcement: { ...before, isEnforced }, ended };
  });
  identity.organizationSettings.forget(organizationId);
  for (const { id } of ended) identity.sessions.forget(id);
  return enforcement;
}

/**
 * Names the administrators who may sign in by password where single sign-on is enforced.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`; `request_invalid` for who is no active administrator
 * with a password; `sso_not_ready` where it is enforced and nobody would be left.
 */
export async function setBreakGlass(
  ctx: Ctx,
  { userIds }: { userIds: readonly string[] },
): Promise<SsoEnforcement> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  const { id: organizationId } = ctx.organization;
  return await ctx.db.tx(async (tx) => {
    const before = await lockEnforcement(tx, ctx);
    const wanted = [...new Set(userIds)].sort();
    await requireAdministrators(tx, organizationId, wanted);
    if (before.isEnforced && wanted.length === 0) throw nobodyLeft();
    const isOfUs = eq(users.organizationId, organizationId);
    await tx.update(users).set({ isBreakGlass: false }).where(and(isOfUs, eq(users.isBreakGlass, true)));
    if (wanted.length > 0) {
      await tx.update(users).set({ isBreakGlass: true }).where(and(isOfUs, inArray(users.id, wanted)));
    }
    const data = { before: { user_ids: before.breakGlassUserIds }, after: { user_ids: wanted } };
    await audit(tx, ctx, { action: "sso.set_break_glass", targetId: organizationId, data });
    return { ...before, breakGlassUserIds: wanted };
  });
}

/**
 * Nobody stops being an administrator while it is decided who of them comes in. Makes the row of settings where there
 * is none, so that there is something to lock.
 */
async function lockEnforcement(tx: Db, ctx: Ctx): Promise<SsoEnforcement> {
  await lockPeople(tx, ctx.organization.id);
  await tx.insert(organizationSettings).values({}).onConflictDoNothing();
  await tx.select({ id: organizationSettings.organizationId }).from(organizationSettings)
    .where(eq(organizationSettings.organizationId, ctx.organization.id)).for("update");
  return await readEnforcement(tx, ctx);
}

async function readEnforcement(tx: Db, { organization }: Ctx): Promise<SsoEnforcement> {
  const [settings] = await tx.select({ isEnforced: organizationSettings.ssoEnforced })
    .from(organizationSettings).where(eq(organizationSettings.organizationId, organization.id));
  const people = await tx.select({ id: users.id }).from(users)
    .where(and(eq(users.organizationId, organization.id), eq(users.isBreakGlass, true)));
  return {
    isEnforced: settings?.isEnforced ?? false,
    breakGlassUserIds: people.map(({ id }) => id).sort(),
  };
}

async function requireReady(tx: Db, organizationId: string, { breakGlassUserIds }: SsoEnforcement) {
  const [used] = await tx.select({ id: identityProviders.id }).from(identityProviders)
    .innerJoin(
      externalIdentities,
      and(
        eq(externalIdentities.organizationId, organizationId),
        eq(externalIdentities.providerId, identityProviders.id),
      ),
    )
    .where(and(
      eq(identityProviders.organizationId, organizationId),
      eq(identityProviders.isEnabled, true),
    )).limit(1);
  if (!used) {
    throw new DomainError("sso_not_ready", {
      detail: "Nobody has signed in yet through a provider that is switched on: do so once, then enforce it",
    });
  }
  const administrators = await selectAdministrators(tx, organizationId);
  const isLeft = administrators.some(({ userId, hash }) =>
    breakGlassUserIds.includes(userId) && hash !== null
  );
  if (!isLeft) throw nobodyLeft();
}

async function requireAdministrators(tx: Db, organizationId: string, wanted: readonly string[]) {
  const administrators = await selectAdministrators(tx, organizationId);
  const able = new Set(administrators.filter(({ hash }) => hash !== null).map(({ userId }) => userId));
  if (wanted.every((id) => able.has(id))) return;
  const message = "Name active administrators of the organization who have a password";
  throw new DomainError("request_invalid", {
    errors: [{ field: "user_ids", code: "not_an_administrator", message }],
  });
}

function nobodyLeft(): DomainError {
  return new DomainError("sso_not_ready", {
    detail:
      "Name at least one emergency administrator who has a password: somebody must get in when it fails",
  });
}

async function endLocalSessions(tx: Db, ctx: Ctx, breakGlassUserIds: readonly string[]) {
  const { organization, actor, clock } = ctx;
  const emergency = new Set(breakGlassUserIds);
  const open = await tx.select({ id: sessions.id, userId: sessions.userId }).from(sessions).where(and(
    eq(sessions.organizationId, organization.id),
    inArray(sessions.method, ["password", "passkey", "invitation"]),
    isNull(sessions.revokedAt),
    ne(sessions.id, actor.sessionId),
  ));
  const ended = open.filter(({ userId }) => !emergency.has(userId));
  if (ended.length === 0) return [];
  await tx.update(sessions).set({ revokedAt: new Date(clock.now()), revokedReason: "sso_enforced" })
    .where(and(
      eq(sessions.organizationId, organization.id),
      inArray(sessions.id, ended.map(({ id }) => id)),
    ));
  return ended;
}
