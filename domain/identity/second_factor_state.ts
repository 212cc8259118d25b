import { type Caller, organizationIdOf, ownDb } from "./_own_account.ts";
import { listPasskeys, type Passkey } from "./passkeys.ts";
import { factorsOf, hasFactor } from "./second_factors.ts";

/** What the caller has set up, and what is asked of them. */
export interface SecondFactorState {
  isEnrolled: boolean;
  isRequired: boolean;
  /** From then on nothing but the set-up goes without one; null where none is missing. */
  dueAt: Date | null;
  /** When this session last showed one. */
  givenAt: Date | null;
  totpSince: Date | null;
  passkeys: Passkey[];
  recoveryCodesLeft: number;
}

export async function getSecondFactorState(ctx: Caller): Promise<SecondFactorState> {
  const { userId, proof, secondFactor } = ctx.actor;
  const factors = await ownDb(ctx, "second_factor.read").one((db) =>
    factorsOf(db, organizationIdOf(ctx), userId)
  );
  const isEnrolled = hasFactor(factors);
  const dueAt = secondFactor?.dueAt ?? null;
  return {
    isEnrolled,
    isRequired: secondFactor?.isRequired ?? false,
    dueAt: isEnrolled || dueAt === null ? null : new Date(dueAt),
    givenAt: proof.secondFactorAt === null ? null : new Date(proof.secondFactorAt),
    totpSince: factors.totpSince,
    passkeys: factors.passkeys === 0 ? [] : await listPasskeys(ctx),
    recoveryCodesLeft: factors.recoveryCodesLeft,
  };
}
