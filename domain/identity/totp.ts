/** A person's authenticator app: set up, confirmed with a code, removed. */
import { and, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { totpSecrets } from "#db/schema/second_factors.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { inAccount } from "./_accounts.ts";
import { takeGuess } from "./_guesses.ts";
import {
  type Caller,
  countsAsGiven,
  lockFactors,
  noticeOwn,
  organizationIdOf,
  ownDb,
  recordOwn,
} from "./_own_account.ts";
import { newTotpSecret, stepOfCode, totpAddress } from "./_totp_code.ts";
import { requireFresh } from "./freshness.ts";
import type { IdentityServices } from "./identity.ts";
import { removeCodes, replaceCodes } from "./recovery_codes.ts";
import { type Factors, hasFactor } from "./second_factors.ts";

export interface TotpSetUp {
  /** Base32, to type where no picture can be read. */
  secret: string;
  /** `otpauth://…`, as the picture holds it. */
  address: string;
}

const SET_UP_SECONDS = 15 * 60;

/**
 * Makes the secret of an authenticator app. It counts for nothing until `confirmTotp`; beginning anew replaces it.
 * @throws {DomainError} `fresh_proof_required`, or `totp_exists`.
 */
export async function beginTotp(ctx: Caller, identity: IdentityServices): Promise<TotpSetUp> {
  requireFresh(ctx);
  const secret = await newTotpSecret();
  const sealed = await identity.sealer.seal(secret, "totp");
  const { userId } = ctx.actor;
  await ownDb(ctx, "second_factor.begin_totp").tx(async (tx) => {
    const { totpSince } = await lockFactors(tx, ctx);
    if (totpSince !== null) throw new DomainError("totp_exists");
    await tx.delete(totpSecrets).where(isOwn(ctx));
    await tx.insert(totpSecrets).values({
      organizationId: organizationIdOf(ctx),
      userId,
      secret: sealed,
      createdAt: new Date(ctx.clock.now()),
    });
    await recordOwn(tx, ctx, { action: "second_factor.begin_totp", targetId: userId });
  });
  return await setUpOf(ctx, secret);
}

/**
 * The app that waits for its code, to show it again after a wrong one; undefined where there is none, or no longer.
 * @throws {DomainError} `fresh_proof_required`
 */
export async function waitingTotp(
  ctx: Caller,
  { sealer }: Pick<IdentityServices, "sealer">,
): Promise<TotpSetUp | undefined> {
  requireFresh(ctx);
  const [waiting] = await ownDb(ctx, "second_factor.read_totp").tx((tx) => selectWaiting(tx, ctx));
  return waiting && await setUpOf(ctx, await sealer.open(waiting.secret, "totp"));
}

async function setUpOf(ctx: Caller, secret: string): Promise<TotpSetUp> {
  const where = "organization" in ctx ? ctx.organization.name : "LEXIA";
  return { secret, address: await totpAddress(secret, `${where}:${ctx.actor.email}`) };
}

/**
 * Makes the app count, by a code that it shows. With somebody's first factor come recovery codes, shown this once.
 * @throws {DomainError} `fresh_proof_required`, `totp_missing`, `mfa_invalid` or `too_many_attempts`.
 */
export async function confirmTotp(
  ctx: Caller,
  identity: IdentityServices,
  { otp }: { otp: string },
): Promise<{ recoveryCodes: string[] | null }> {
  requireFresh(ctx);
  const { userId } = ctx.actor;
  const guess = await takeGuess({ services: ctx, identity }, userId);
  let codes: string[] | null = null;
  await guess.judge(() =>
    ownDb(ctx, "second_factor.confirm_totp").tx(async (tx) => {
      const factors = await lockFactors(tx, ctx);
      if (!await confirms(tx, ctx, identity, otp)) return false;
      await countsAsGiven(tx, ctx);
      await recordOwn(tx, ctx, {
        action: "second_factor.add_totp",
        targetId: userId,
        data: { before: { totp: false }, after: { totp: true } },
      });
      await noticeOwn(tx, ctx, identity, { event: "second_factor_added" });
      codes = hasFactor(factors) ? null : await replaceCodes(tx, ctx, identity);
      return true;
    })
  );
  identity.sessions.forgetPerson(userId);
  return { recoveryCodes: codes };
}

/** The code is used up by it: the same one signs nobody in. */
async function confirms(tx: Db, ctx: Caller, { sealer }: IdentityServices, otp: string): Promise<boolean> {
  const now = ctx.clock.now();
  const [waiting] = await selectWaiting(tx, ctx);
  if (!waiting) throw new DomainError("totp_missing");
  const step = await stepOfCode(await sealer.open(waiting.secret, "totp"), otp, now);
  if (step === undefined) return false;
  const confirmed = await tx.update(totpSecrets).set({ confirmedAt: new Date(now), lastStep: step })
    .where(isWaiting(ctx)).returning({ id: totpSecrets.id });
  return confirmed.length === 1;
}

function selectWaiting(tx: Db, ctx: Caller) {
  return tx.select({ secret: totpSecrets.secret }).from(totpSecrets).where(isWaiting(ctx));
}

function isWaiting(ctx: Caller) {
  return and(
    isOwn(ctx),
    isNull(totpSecrets.confirmedAt),
    gt(totpSecrets.createdAt, new Date(ctx.clock.now() - SET_UP_SECONDS * 1_000)),
  );
}

/** @throws {DomainError} `fresh_proof_required`, `totp_missing` or `second_factor_last`. */
export async function removeTotp(ctx: Caller, identity: IdentityServices): Promise<void> {
  requireFresh(ctx);
  const { userId } = ctx.actor;
  await ownDb(ctx, "second_factor.remove_totp").tx(async (tx) => {
    const factors = await lockFactors(tx, ctx);
    const removed = await tx.delete(totpSecrets).where(and(isOwn(ctx), isNotNull(totpSecrets.confirmedAt)))
      .returning({ id: totpSecrets.id });
    if (removed.length === 0) throw new DomainError("totp_missing");
    await withoutFactor(tx, ctx, { ...factors, totpSince: null });
    await recordOwn(tx, ctx, {
      action: "second_factor.remove_totp",
      targetId: userId,
      data: { before: { totp: true }, after: { totp: false } },
    });
    await noticeOwn(tx, ctx, identity, { event: "second_factor_removed" });
  });
  identity.sessions.forgetPerson(userId);
}

/**
 * What a removal comes to: recovery codes go with the last factor, which cannot go where it is asked for.
 * @throws {DomainError} `second_factor_last`
 */
export async function withoutFactor(tx: Db, ctx: Caller, left: Factors): Promise<void> {
  if (hasFactor(left)) return;
  if (ctx.actor.secondFactor?.isRequired) throw new DomainError("second_factor_last");
  await removeCodes(tx, ctx);
}

function isOwn(ctx: Caller) {
  return and(
    inAccount(totpSecrets.organizationId, organizationIdOf(ctx)),
    eq(totpSecrets.userId, ctx.actor.userId),
  );
}
