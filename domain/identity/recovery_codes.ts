import { and, eq } from "drizzle-orm";
import { recoveryCodes } from "#db/schema/second_factors.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { inAccount } from "./_accounts.ts";
import { type Caller, lockFactors, noticeOwn, organizationIdOf, ownDb, recordOwn } from "./_own_account.ts";
import { newRecoveryCode, recoveryCodeHash } from "./_recovery_code.ts";
import { requireFresh } from "./freshness.ts";
import type { IdentityServices } from "./identity.ts";
import { hasFactor } from "./second_factors.ts";

const CODES = 10;

/**
 * Makes new recovery codes; those from before are good no more. They are shown this once.
 * @throws {DomainError} `fresh_proof_required`, or `second_factor_missing` where there is nothing to recover.
 */
export async function makeRecoveryCodes(ctx: Caller, identity: IdentityServices): Promise<string[]> {
  requireFresh(ctx);
  return await ownDb(ctx, "second_factor.make_codes").tx(async (tx) => {
    const factors = await lockFactors(tx, ctx);
    if (!hasFactor(factors)) throw new DomainError("second_factor_missing");
    await recordOwn(tx, ctx, {
      action: "second_factor.make_recovery_codes",
      targetId: ctx.actor.userId,
      data: { before: { left: factors.recoveryCodesLeft }, after: { left: CODES } },
    });
    await noticeOwn(tx, ctx, identity, { event: "recovery_codes_made" });
    return await replaceCodes(tx, ctx, identity);
  });
}

/** The person's new codes, of which keyed hashes are kept. */
export async function replaceCodes(
  tx: Db,
  ctx: Caller,
  { sealer }: IdentityServices,
): Promise<string[]> {
  const { userId } = ctx.actor;
  await removeCodes(tx, ctx);
  const codes = Array.from({ length: CODES }, newRecoveryCode);
  const rows = await Promise.all(codes.map(async (code) => {
    const codeHash = await recoveryCodeHash(sealer, userId, code);
    if (codeHash === undefined) throw new Error("A new recovery code is not in the form of one");
    return { organizationId: organizationIdOf(ctx), userId, codeHash };
  }));
  await tx.insert(recoveryCodes).values(rows);
  return codes;
}

export async function removeCodes(tx: Db, ctx: Caller): Promise<void> {
  await tx.delete(recoveryCodes).where(and(
    inAccount(recoveryCodes.organizationId, organizationIdOf(ctx)),
    eq(recoveryCodes.userId, ctx.actor.userId),
  ));
}
