/** A fresh proof of who somebody is, within the session that they have. */
import { sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { accountDb, findAccountById } from "./_accounts.ts";
import { takeAttempt } from "./_attempts.ts";
import { type GivenFactor, provesFactor } from "./_given_factor.ts";
import { takeGuess } from "./_guesses.ts";
import { type Caller, isOwnSession, organizationIdOf, recordOwn } from "./_own_account.ts";
import type { VisitorCtx } from "./identity.ts";
import { recordAct } from "./record_act.ts";

export type FreshProof = { password: string } | GivenFactor;

/**
 * Takes the password, or a second factor, once more. Wrong ones are counted as those of a sign-in.
 * @throws {DomainError} `invalid_credentials`, `mfa_invalid`, `too_many_attempts`, `sign_in_busy`; `permission_denied`
 * for a program's key and for an operator who looks in.
 */
export async function confirm(ctx: Caller, visitor: VisitorCtx, given: FreshProof): Promise<void> {
  const { via, impersonatorId } = ctx.actor.proof;
  if (via === "api_key" || impersonatorId !== null) {
    throw new DomainError("permission_denied", {
      detail: "Only a person who signed in themselves may do this",
    });
  }
  if ("password" in given) await confirmByPassword(ctx, visitor, given.password);
  else await confirmByFactor(ctx, visitor, given);
  visitor.identity.sessions.forget(ctx.actor.sessionId);
}

async function confirmByPassword(ctx: Caller, visitor: VisitorCtx, password: string): Promise<void> {
  const { services, identity } = visitor;
  const organizationId = organizationIdOf(ctx);
  const attempt = await takeAttempt(visitor, ctx.actor.email);
  let isRight: boolean;
  try {
    const account = await findAccountById(services, organizationId, ctx.actor.userId);
    isRight = account?.passwordHash
      ? await identity.hasher.verify(account.passwordHash, password)
      : await identity.hasher.verifyNobody();
  } catch (error) {
    await attempt.giveBack();
    throw error;
  }
  const db = accountDb(services, organizationId, "session.confirm");
  if (!isRight) {
    const act = { organizationId, actorId: null, action: "session.refused", targetId: ctx.actor.userId };
    await db.one(async (db) => await recordAct(db, ctx, act));
    throw new DomainError("invalid_credentials");
  }
  await attempt.giveBack();
  await db.tx((tx) => renew(tx, ctx, "password", ["authenticatedAt"]));
}

async function confirmByFactor(ctx: Caller, visitor: VisitorCtx, given: GivenFactor): Promise<void> {
  const owner = { id: ctx.actor.userId, organizationId: organizationIdOf(ctx) };
  const guess = await takeGuess(visitor, owner.id);
  // A passkey was made only by somebody whom the device knows: it is more than the second of two.
  const isPasskey = "passkey" in given;
  const renewed = isPasskey ? ["authenticatedAt", "secondFactorAt"] as const : ["secondFactorAt"] as const;
  await guess.judge(() =>
    provesFactor(visitor, owner, given, (tx) => renew(tx, ctx, isPasskey ? "passkey" : "otp", renewed))
  );
}

async function renew(
  tx: Db,
  ctx: Caller,
  by: string,
  fields: readonly ("authenticatedAt" | "secondFactorAt")[],
): Promise<void> {
  const now = new Date(ctx.clock.now());
  await tx.update(sessions).set(Object.fromEntries(fields.map((field) => [field, now])))
    .where(isOwnSession(ctx));
  await recordOwn(tx, ctx, { action: "session.confirm", targetId: ctx.actor.sessionId, data: { by } });
}
