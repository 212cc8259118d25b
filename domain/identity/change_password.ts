import { and, eq } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { DEFAULT_SETTINGS } from "../organizations/settings.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import { takeAttempt } from "./_attempts.ts";
import { setPassword } from "./_set_password.ts";
import type { IdentityServices } from "./identity.ts";
import { requireInPerson } from "./in_person.ts";
import { recordAct } from "./record_act.ts";

/**
 * Changes the caller's own password. All their other sessions end.
 * @throws {DomainError} `permission_denied` for a key or an operator who looks in, `password_not_set`,
 * `too_many_attempts`, `current_password_wrong`, `password_too_weak`, `sign_in_busy`.
 */
export async function changePassword(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
  { current, password }: { current: string; password: string },
): Promise<void> {
  requireInPerson(ctx);
  const organization = "organization" in ctx ? ctx.organization : null;
  const organizationId = organization?.id ?? null;
  const db = accountDb(ctx, organizationId, "password.change");
  const { userId, sessionId, email, name, hasSecondFactor } = ctx.actor;
  await requireCurrent(ctx, identity, current);
  const settings = organization ? await identity.organizationSettings.of(organization.id) : DEFAULT_SETTINGS;
  await identity.passwordRules.check(password, {
    about: [name, email, ...(organization ? [organization.name, organization.subdomain] : [])],
    hasSecondFactor,
    minLength: settings.passwordMinLength,
  });
  const passwordHash = await identity.hasher.hash(password);
  await db.tx(async (tx) => {
    const ended = await setPassword(tx, identity.sealer, {
      organization,
      userId,
      passwordHash,
      reason: "password_changed",
      address: ctx.address,
      now: ctx.clock.now(),
      locale: settings.locale,
      provesEmail: false,
      exceptSession: sessionId,
    });
    await recordAct(tx, ctx, {
      organizationId,
      actorId: userId,
      action: "password.change",
      targetId: userId,
      data: { ended_sessions: ended },
    });
  });
  identity.sessions.forgetPerson(userId);
}

/** Counted like a sign-in: an open laptop is no place to guess at. */
async function requireCurrent(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
  current: string,
): Promise<void> {
  const organization = "organization" in ctx ? ctx.organization : null;
  const organizationId = organization?.id ?? null;
  const [row] = await accountDb(ctx, organizationId, "password.change").one((db) =>
    db.select({ passwordHash: users.passwordHash }).from(users)
      .where(and(inAccount(users.organizationId, organizationId), eq(users.id, ctx.actor.userId)))
  );
  if (!row) throw new DomainError("token_invalid");
  if (row.passwordHash === null) throw new DomainError("password_not_set");
  const { address, requestId } = ctx;
  const visitor = { services: ctx, identity, organization, address, requestId, userAgent: null };
  const attempt = await takeAttempt(visitor, ctx.actor.email);
  let isRight: boolean;
  try {
    isRight = await identity.hasher.verify(row.passwordHash, current);
  } catch (error) {
    await attempt.giveBack();
    throw error;
  }
  if (!isRight) throw new DomainError("current_password_wrong");
  await attempt.giveBack();
}
