/** Steps that somebody takes once and soon, each proved by a random token of which the database keeps the hash. */
import { and, eq, gt, isNull } from "drizzle-orm";
import { oneTimeTokens } from "#db/schema/one_time_tokens.ts";
import type { Db } from "#db/tenant_db.ts";
import { inAccount } from "./_accounts.ts";
import { hashOpaqueToken, newOpaqueToken } from "./opaque_token.ts";

/** What a token is good for, and nothing else. */
export type OneTimePurpose =
  | "password_reset"
  | "second_factor_sign_in"
  | "passkey_challenge"
  | "oidc_sign_in"
  | "saml_sign_in"
  | "saml_sign_out"
  | "totp_setup"
  | "passkey_registration"
  | "passkey_sign_in"
  | "impersonation"
  | "repeated_request";

export interface OneTimeStep {
  id: string;
  userId: string | null;
  data: Record<string, unknown>;
}

/** Returns the token, which is shown to nobody but the one who takes the step. */
export async function offerStep(
  db: Db,
  step: {
    organizationId: string | null;
    userId: string | null;
    purpose: OneTimePurpose;
    expiresAt: Date;
    data?: Record<string, unknown>;
  },
): Promise<string> {
  const { token, hash: tokenHash } = newOpaqueToken("lxo_");
  await db.insert(oneTimeTokens).values({ ...step, data: step.data ?? {}, tokenHash });
  return token;
}

/**
 * Uses the token up; of two at once one gets the step. Undefined where there is no such step, for that purpose, any
 * more.
 */
export async function takeStep(
  db: Db,
  by: { organizationId: string | null; purpose: OneTimePurpose; token: string; now: number },
): Promise<OneTimeStep | undefined> {
  const tokenHash = hashOpaqueToken(by.token, "lxo_");
  if (tokenHash === undefined) return undefined;
  const [step] = await db.update(oneTimeTokens).set({ usedAt: new Date(by.now) })
    .where(isOpen(by, tokenHash))
    .returning({ id: oneTimeTokens.id, userId: oneTimeTokens.userId, data: oneTimeTokens.data });
  return step;
}

/** Looks without using it up. */
export async function peekStep(
  db: Db,
  by: { organizationId: string | null; purpose: OneTimePurpose; token: string; now: number },
): Promise<OneTimeStep | undefined> {
  const tokenHash = hashOpaqueToken(by.token, "lxo_");
  if (tokenHash === undefined) return undefined;
  const [step] = await db.select({
    id: oneTimeTokens.id,
    userId: oneTimeTokens.userId,
    data: oneTimeTokens.data,
  }).from(oneTimeTokens).where(isOpen(by, tokenHash));
  return step;
}

/** Ends all open steps of a person for that purpose, such as earlier reset links. */
export async function withdrawSteps(
  db: Db,
  of: { organizationId: string | null; userId: string; purpose: OneTimePurpose; now: number },
): Promise<void> {
  await db.update(oneTimeTokens).set({ usedAt: new Date(of.now) }).where(and(
    inAccount(oneTimeTokens.organizationId, of.organizationId),
    eq(oneTimeTokens.userId, of.userId),
    eq(oneTimeTokens.purpose, of.purpose),
    isNull(oneTimeTokens.usedAt),
  ));
}

/** Ends all open steps of a person, whatever for: what led to them holds no longer. */
export async function withdrawAllSteps(
  db: Db,
  of: { organizationId: string | null; userId: string; now: number },
): Promise<void> {
  await db.update(oneTimeTokens).set({ usedAt: new Date(of.now) }).where(and(
    inAccount(oneTimeTokens.organizationId, of.organizationId),
    eq(oneTimeTokens.userId, of.userId),
    isNull(oneTimeTokens.usedAt),
  ));
}

function isOpen(
  by: { organizationId: string | null; purpose: OneTimePurpose; now: number },
  tokenHash: string,
) {
  return and(
    inAccount(oneTimeTokens.organizationId, by.organizationId),
    eq(oneTimeTokens.tokenHash, tokenHash),
    eq(oneTimeTokens.purpose, by.purpose),
    isNull(oneTimeTokens.usedAt),
    gt(oneTimeTokens.expiresAt, new Date(by.now)),
  );
}
