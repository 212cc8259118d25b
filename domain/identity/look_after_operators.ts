/** Operators of the platform, switched off and on by another one or from the machine. */
import { and, count, eq, isNull, ne } from "drizzle-orm";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { endSessions } from "./end_sessions.ts";
import { requireFresh } from "./freshness.ts";
import type { IdentityServices } from "./identity.ts";
import { withdrawAllSteps } from "./one_time.ts";
import { normalizeEmail } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";
import { lockOperators } from "./set_up_operators.ts";

export interface ChangedOperator {
  userId: string;
  /** False: it was so before. */
  isChanged: boolean;
  /** Sessions that have ended. */
  sessions: number;
}

/**
 * Lets an operator in no more, and ends all their sessions; or lets them in again. One active operator stays.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `user_not_found`, `own_account`,
 * `last_administrator`.
 */
export async function switchOperator(
  ctx: PlatformCtx,
  identity: IdentityServices,
  { email, isActive }: { email: string; isActive: boolean },
): Promise<ChangedOperator> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  const changed = await ctx.platformDb.tx({ purpose: "platform_admin.switch" }, async (tx) => {
    await lockOperators(tx);
    const found = await findOperator(tx, email);
    const { id: userId } = found;
    if (userId === ctx.actor.userId) throw new DomainError("own_account");
    if (found.isActive === isActive) return { userId, isChanged: false, sessions: 0 };
    if (!isActive) await requireOther(tx, userId);
    const now = ctx.clock.now();
    await tx.update(users).set({ isActive, updatedAt: new Date(now) })
      .where(and(isNull(users.organizationId), eq(users.id, userId)));
    const sessions = isActive ? 0 : await endAll(tx, { userId, now, reason: "deactivated" });
    await record(tx, ctx, {
      action: isActive ? "platform_admin.enable" : "platform_admin.disable",
      targetId: userId,
      data: { ended_sessions: sessions },
    });
    return { userId, isChanged: true, sessions };
  });
  identity.sessions.forgetPerson(changed.userId);
  return changed;
}

/** Ends all sessions of an operator. @throws {DomainError} `permission_denied`, `user_not_found` */
export async function endOperatorSessions(
  ctx: PlatformCtx,
  identity: IdentityServices,
  { email }: { email: string },
): Promise<ChangedOperator> {
  authorizePlatform(ctx);
  const ended = await ctx.platformDb.tx({ purpose: "platform_admin.end_sessions" }, async (tx) => {
    const { id: userId } = await findOperator(tx, email);
    const now = ctx.clock.now();
    const sessions = await endAll(tx, { userId, now, reason: "ended_by_administrator" });
    await record(tx, ctx, {
      action: "platform_admin.end_sessions",
      targetId: userId,
      data: { ended: sessions },
    });
    return { userId, isChanged: sessions > 0, sessions };
  });
  identity.sessions.forgetPerson(ended.userId);
  return ended;
}

/** @throws {DomainError} `user_not_found` */
async function findOperator(tx: Db, email: string): Promise<{ id: string; isActive: boolean }> {
  const known = normalizeEmail(email);
  const [found] = known === undefined
    ? []
    : await tx.select({ id: users.id, isActive: users.isActive }).from(users)
      .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
      .where(and(isNull(users.organizationId), eq(users.email, known)));
  if (!found) throw new DomainError("user_not_found");
  return found;
}

/** @throws {DomainError} `last_administrator` */
async function requireOther(tx: Db, userId: string): Promise<void> {
  const [others] = await tx.select({ count: count() }).from(users)
    .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
    .where(and(isNull(users.organizationId), eq(users.isActive, true), ne(users.id, userId)));
  if ((others?.count ?? 0) > 0) return;
  throw new DomainError("last_administrator", {
    detail: "One active operator must be left: make another one first",
  });
}

async function endAll(tx: Db, of: { userId: string; now: number; reason: string }): Promise<number> {
  await withdrawAllSteps(tx, { organizationId: null, ...of });
  return await endSessions(tx, { organizationId: null, ...of });
}

async function record(
  tx: Db,
  ctx: PlatformCtx,
  act: { action: string; targetId: string; data: Record<string, unknown> },
): Promise<void> {
  await recordAct(tx, ctx, { ...act, organizationId: null, actorId: ctx.actor.userId });
}
