/** Operators of the platform, made and let in again on the machine itself: nobody is asked for a permission there. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { oneTimeTokens } from "#db/schema/one_time_tokens.ts";
import { passkeys, recoveryCodes, totpSecrets } from "#db/schema/second_factors.ts";
import { sessions } from "#db/schema/sessions.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db, PlatformDb } from "#db/tenant_db.ts";
import type { IdentityServices } from "./identity.ts";
import { parseEmail, parseName } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";

export type SetUpServices = { platformDb: PlatformDb } & Pick<IdentityServices, "hasher" | "passwordRules">;

const WHENCE = { address: null, requestId: "setup" };

export type MadeOperator =
  | { outcome: "made"; userId: string }
  /** There is one, and no other was asked for. */
  | { outcome: "exists" }
  /** Somebody of the platform has that address. */
  | { outcome: "taken" };

/**
 * Makes an operator: the first one, or with `isAnother` one more.
 * @throws {DomainError} `request_invalid`, `password_too_weak`.
 */
export async function makeOperator(
  { platformDb, hasher, passwordRules }: SetUpServices,
  input: { name: string; email: string; password: string; isAnother: boolean },
): Promise<MadeOperator> {
  const [name, email] = [parseName(input.name), parseEmail(input.email)];
  await passwordRules.check(input.password, { about: [name, email] });
  const passwordHash = await hasher.hash(input.password);
  return await platformDb.tx({ purpose: "platform_admin.create" }, async (tx): Promise<MadeOperator> => {
    await lockOperators(tx);
    const [some] = await tx.select({ userId: platformAdmins.userId }).from(platformAdmins).limit(1);
    if (some && !input.isAnother) return { outcome: "exists" };
    const [user] = await tx.insert(users).values({ organizationId: null, name, email, passwordHash })
      .onConflictDoNothing().returning({ id: users.id });
    if (!user) return { outcome: "taken" };
    await tx.insert(platformAdmins).values({ userId: user.id });
    await record(tx, "platform_admin.create", user.id, { is_another: some !== undefined });
    return { outcome: "made", userId: user.id };
  });
}

export type ResetOperator = { outcome: "reset"; userId: string; sessions: number } | { outcome: "unknown" };

/**
 * Lets an operator in again who has lost password or second factor: a new password, no second factor, and every session
 * of theirs ends within 5 seconds.
 * @throws {DomainError} `request_invalid`, `password_too_weak`.
 */
export async function resetOperator(
  { platformDb, hasher, passwordRules }: SetUpServices,
  input: { email: string; password: string },
): Promise<ResetOperator> {
  const email = parseEmail(input.email);
  await passwordRules.check(input.password, { about: [email] });
  const passwordHash = await hasher.hash(input.password);
  return await platformDb.tx({ purpose: "platform_admin.reset" }, async (tx): Promise<ResetOperator> => {
    await lockOperators(tx);
    const [found] = await tx.select({ id: users.id }).from(users)
      .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
      .where(and(isNull(users.organizationId), eq(users.email, email)));
    if (!found) return { outcome: "unknown" };
    await tx.update(users).set({
      passwordHash,
      passwordChangedAt: sql`now()`,
      isActive: true,
      secondFactorDueFrom: null,
      updatedAt: sql`now()`,
    }).where(eq(users.id, found.id));
    for (const table of [totpSecrets, recoveryCodes, passkeys, oneTimeTokens]) {
      await tx.delete(table).where(and(isNull(table.organizationId), eq(table.userId, found.id)));
    }
    const ended = await tx.update(sessions).set({ revokedAt: sql`now()`, revokedReason: "operator_reset" })
      .where(and(isNull(sessions.organizationId), eq(sessions.userId, found.id), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id });
    await record(tx, "platform_admin.reset", found.id, { sessions_ended: ended.length });
    return { outcome: "reset", userId: found.id, sessions: ended.length };
  });
}

/** Two who change who operates the platform wait for each other here, until the transaction ends. */
export async function lockOperators(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('lexia.platform_admins'))`);
}

async function record(
  tx: Db,
  action: string,
  targetId: string,
  data: Record<string, unknown>,
): Promise<void> {
  await recordAct(tx, WHENCE, { organizationId: null, actorId: null, action, targetId, data });
}
