/**
 * What operators do for somebody who cannot get in: a member of any organization, or an operator. None of it tells
 * anybody a password, and all of it is in the audit log.
 */
import { and, eq } from "drizzle-orm";
import { passkeys, recoveryCodes, totpSecrets } from "#db/schema/second_factors.ts";
import { users } from "#db/schema/users.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { accountDb, findAccount, inAccount } from "./_accounts.ts";
import { accountNameIn, forgiveAttempts } from "./_attempts.ts";
import { forgiveGuesses } from "./_guesses.ts";
import { findResettableMember, findResettableOperator } from "./_resettable.ts";
import { sendSecurityNotice } from "./_security_notice.ts";
import { endSessions } from "./end_sessions.ts";
import { requireFresh } from "./freshness.ts";
import type { IdentityServices } from "./identity.ts";
import { offerStep, withdrawAllSteps, withdrawSteps } from "./one_time.ts";
import { normalizeEmail } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";

/** Somebody's account, by what they sign in with. */
export interface AccountPlace {
  /** Null: an operator of the platform. */
  organizationId: string | null;
  email: string;
}

const LINK_MINUTES = 60;

/**
 * Makes a link with which somebody sets a new password, once and within an hour; it is for who hands it over, and no
 * mail is sent. Earlier links end. Their sessions end when they use it, and a second factor is asked for as ever.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `user_not_found`, `organization_state` for somebody
 * who is not active, or signs in with their company's provider.
 */
export async function makeResetLink(
  ctx: PlatformCtx,
  place: AccountPlace,
): Promise<{ userId: string; link: string; expiresAt: Date }> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  const { organizationId } = place;
  const person = await findPerson(ctx, place);
  const db = accountDb(ctx, organizationId, "password.make_link");
  const found = organizationId === null
    ? await findResettableOperator({ ...ctx, db }, person.email)
    : await findResettableMember({ ...ctx, db, organizationId }, person.email);
  if (!found) {
    throw new DomainError("organization_state", {
      detail:
        "Nobody can set a password there: the person or the organization is not active, or signs in with its provider",
    });
  }
  const { userId } = found;
  const now = ctx.clock.now();
  const expiresAt = new Date(now + LINK_MINUTES * 60_000);
  const token = await db.tx(async (tx) => {
    const purpose = "password_reset";
    await withdrawSteps(tx, { organizationId, userId, purpose, now });
    const token = await offerStep(tx, { organizationId, userId, purpose, expiresAt });
    await recordAct(tx, ctx, {
      organizationId,
      actorId: ctx.actor.userId,
      action: "password.make_link",
      targetId: userId,
      data: { expires_at: expiresAt.toISOString() },
    });
    return token;
  });
  return { userId, link: found.addressOf(`/password-reset?token=${token}`), expiresAt };
}

export interface FactorsRemoved {
  userId: string;
  passkeys: number;
  hadTotp: boolean;
  /** Sessions that have ended. */
  sessions: number;
}

/**
 * Takes all second factors from somebody who has lost them: authenticator app, passkeys, recovery codes. All their
 * sessions end, and a mail tells them. Where a second factor is asked of them, they set one up when they sign in.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `user_not_found`.
 */
export async function removeSecondFactors(
  ctx: PlatformCtx,
  identity: IdentityServices,
  place: AccountPlace,
): Promise<FactorsRemoved> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  const { organizationId } = place;
  const { id: userId } = await findPerson(ctx, place);
  const now = ctx.clock.now();
  const removed = await accountDb(ctx, organizationId, "second_factor.remove_all").tx(async (tx) => {
    const of = { organizationId, userId, now };
    const totp = await tx.delete(totpSecrets)
      .where(and(inAccount(totpSecrets.organizationId, organizationId), eq(totpSecrets.userId, userId)))
      .returning({ id: totpSecrets.id });
    const keys = await tx.delete(passkeys)
      .where(and(inAccount(passkeys.organizationId, organizationId), eq(passkeys.userId, userId)))
      .returning({ id: passkeys.id });
    await tx.delete(recoveryCodes)
      .where(and(inAccount(recoveryCodes.organizationId, organizationId), eq(recoveryCodes.userId, userId)));
    await tx.update(users).set({ secondFactorDueFrom: null })
      .where(and(inAccount(users.organizationId, organizationId), eq(users.id, userId)));
    await withdrawAllSteps(tx, of);
    const sessions = await endSessions(tx, { ...of, reason: "second_factor_reset" });
    const removed = { userId, passkeys: keys.length, hadTotp: totp.length > 0, sessions };
    await recordAct(tx, ctx, {
      organizationId,
      actorId: ctx.actor.userId,
      action: "second_factor.remove_all",
      targetId: userId,
      data: { totp: removed.hadTotp, passkeys: removed.passkeys, ended_sessions: sessions },
    });
    const { address } = ctx;
    await sendSecurityNotice(tx, identity.sealer, { ...of, event: "second_factor_removed", address });
    return removed;
  });
  identity.sessions.forgetPerson(userId);
  return removed;
}

/**
 * Forgets the wrong passwords and second factors that were tried under somebody's name, so that they may try again at
 * once. What was tried from an address, or on a device that they know, is counted on.
 * @throws {DomainError} `permission_denied`, `user_not_found`. @throws {StoreUnavailable}
 */
export async function unlockSignIn(
  ctx: PlatformCtx,
  identity: IdentityServices,
  place: AccountPlace,
): Promise<{ userId: string }> {
  authorizePlatform(ctx);
  const { organizationId } = place;
  const { id: userId, email } = await findPerson(ctx, place);
  await forgiveAttempts(ctx, identity.sealer, accountNameIn(organizationId, email));
  await forgiveGuesses(ctx, userId);
  await accountDb(ctx, organizationId, "sign_in.unlock").tx((tx) =>
    recordAct(tx, ctx, {
      organizationId,
      actorId: ctx.actor.userId,
      action: "sign_in.unlock",
      targetId: userId,
    })
  );
  return { userId };
}

/** @throws {DomainError} `user_not_found` */
async function findPerson(ctx: PlatformCtx, { organizationId, email }: AccountPlace) {
  const known = normalizeEmail(email);
  const found = known === undefined ? undefined : await findAccount(ctx, organizationId, known);
  if (!found) throw new DomainError("user_not_found");
  return found;
}
