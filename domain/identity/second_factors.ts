/** Which second factors somebody has. */
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { passkeys, recoveryCodes, totpSecrets } from "#db/schema/second_factors.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { inAccount } from "./_accounts.ts";

export interface Factors {
  /** When the authenticator app was confirmed; null: there is none. */
  totpSince: Date | null;
  passkeys: number;
  /** Recovery codes that have not been used. */
  recoveryCodesLeft: number;
}

/** In what form somebody may give their second factor. */
export type FactorMethod = "totp" | "recovery_code" | "passkey";

/** In one statement. */
export async function factorsOf(db: Db, organizationId: string | null, userId: string): Promise<Factors> {
  const totp = db.select({ at: totpSecrets.confirmedAt }).from(totpSecrets).where(and(
    inAccount(totpSecrets.organizationId, organizationId),
    eq(totpSecrets.userId, userId),
    isNotNull(totpSecrets.confirmedAt),
  ));
  const keys = db.select({ count: count() }).from(passkeys)
    .where(and(inAccount(passkeys.organizationId, organizationId), eq(passkeys.userId, userId)));
  const codes = db.select({ count: count() }).from(recoveryCodes).where(and(
    inAccount(recoveryCodes.organizationId, organizationId),
    eq(recoveryCodes.userId, userId),
    isNull(recoveryCodes.usedAt),
  ));
  const [row] = await db.select({
    totpSince: sql`(${totp})`.mapWith(totpSecrets.confirmedAt),
    passkeys: sql<number>`(${keys})`.mapWith(Number),
    recoveryCodesLeft: sql<number>`(${codes})`.mapWith(Number),
  }).from(users).where(and(inAccount(users.organizationId, organizationId), eq(users.id, userId)));
  return row ?? { totpSince: null, passkeys: 0, recoveryCodesLeft: 0 };
}

function count() {
  return sql<number>`count(*)::int`;
}

/** Recovery codes stand in for a factor; alone they are none. */
export function hasFactor({ totpSince, passkeys }: Factors): boolean {
  return totpSince !== null || passkeys > 0;
}

export function methodsOf(factors: Factors): FactorMethod[] {
  if (!hasFactor(factors)) return [];
  return [
    ...(factors.totpSince === null ? [] : ["totp" as const]),
    ...(factors.passkeys === 0 ? [] : ["passkey" as const]),
    ...(factors.recoveryCodesLeft === 0 ? [] : ["recovery_code" as const]),
  ];
}
