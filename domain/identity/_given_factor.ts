/** What somebody gives as their second factor, and whether it is theirs. Each is good once, also for two at once. */
import { and, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import { recoveryCodes, totpSecrets } from "#db/schema/second_factors.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import { sendSecurityNotice } from "./_security_notice.ts";
import { isTotpForm, stepOfCode } from "./_totp_code.ts";
import { usesPasskey } from "./_use_passkey.ts";
import type { GivenPasskey } from "./_webauthn.ts";
import type { IdentityServices } from "./identity.ts";
import { recordAct } from "./record_act.ts";
import { recoveryCodeHash } from "./_recovery_code.ts";

export type GivenFactor =
  /** A code of the authenticator app, or a recovery code: they do not look alike. */
  | { otp: string }
  | { recoveryCode: string }
  | { passkey: GivenPasskey };

/** Who gives it, and through which request. */
export interface Giver {
  services: Services;
  identity: IdentityServices;
  address: string | null;
  requestId: string;
}

/** Somebody's account. */
export interface Owner {
  id: string;
  organizationId: string | null;
}

/**
 * Uses it up where it is right. What goes `alongside` is in the same transaction, and undoes the use where it throws.
 * A wrong one leaves a line in the audit log.
 */
export async function provesFactor(
  giver: Giver,
  owner: Owner,
  given: GivenFactor,
  alongside: (tx: Db) => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  const db = accountDb(giver.services, owner.organizationId, "second_factor.prove");
  return await db.tx(async (tx) => {
    const isRight = await uses(tx, giver, owner, given);
    if (isRight) await alongside(tx);
    else {
      await recordAct(tx, giver, {
        organizationId: owner.organizationId,
        actorId: null,
        action: "session.second_factor_refused",
        targetId: owner.id,
        data: { given: kindOf(given) },
      });
    }
    return isRight;
  });
}

function kindOf(given: GivenFactor): string {
  if ("passkey" in given) return "passkey";
  return "otp" in given && isTotpForm(given.otp) ? "totp" : "recovery_code";
}

async function uses(tx: Db, giver: Giver, owner: Owner, given: GivenFactor): Promise<boolean> {
  if ("passkey" in given) return await usesPasskey(tx, giver, owner, given.passkey);
  if ("recoveryCode" in given) return await usesRecoveryCode(tx, giver, owner, given.recoveryCode);
  if (isTotpForm(given.otp)) return await usesTotp(tx, giver, owner, given.otp);
  return await usesRecoveryCode(tx, giver, owner, given.otp);
}

/** The time step moves on in the statement that asks whether it may: of two with the same code one finds it used. */
async function usesTotp(tx: Db, { services, identity }: Giver, owner: Owner, code: string): Promise<boolean> {
  const isTheirs = and(
    inAccount(totpSecrets.organizationId, owner.organizationId),
    eq(totpSecrets.userId, owner.id),
    isNotNull(totpSecrets.confirmedAt),
  );
  const [kept] = await tx.select({ secret: totpSecrets.secret }).from(totpSecrets).where(isTheirs);
  if (!kept) return false;
  const step = await stepOfCode(await identity.sealer.open(kept.secret, "totp"), code, services.clock.now());
  if (step === undefined) return false;
  const used = await tx.update(totpSecrets).set({ lastStep: step })
    .where(and(isTheirs, or(isNull(totpSecrets.lastStep), lt(totpSecrets.lastStep, step))))
    .returning({ id: totpSecrets.id });
  return used.length === 1;
}

async function usesRecoveryCode(tx: Db, giver: Giver, owner: Owner, code: string): Promise<boolean> {
  const { services, identity, address } = giver;
  const { id: userId, organizationId } = owner;
  const codeHash = await recoveryCodeHash(identity.sealer, userId, code);
  if (codeHash === undefined) return false;
  const now = services.clock.now();
  const used = await tx.update(recoveryCodes).set({ usedAt: new Date(now) })
    .where(and(
      inAccount(recoveryCodes.organizationId, organizationId),
      eq(recoveryCodes.userId, userId),
      eq(recoveryCodes.codeHash, codeHash),
      isNull(recoveryCodes.usedAt),
    )).returning({ id: recoveryCodes.id });
  if (used.length === 0) return false;
  await recordAct(tx, giver, {
    organizationId,
    actorId: userId,
    action: "second_factor.use_recovery_code",
    targetId: userId,
  });
  const event = "recovery_code_used";
  await sendSecurityNotice(tx, identity.sealer, { organizationId, userId, event, address, now });
  return true;
}
