/** What somebody changes about how they themselves sign in. */
import { and, eq } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db, TenantDb } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import type { Messages } from "../mail/messages.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import { sendSecurityNotice } from "./_security_notice.ts";
import type { IdentityServices } from "./identity.ts";
import { recordAct } from "./record_act.ts";
import { type Factors, factorsOf } from "./second_factors.ts";

export type Caller = Ctx | PlatformCtx;

export function organizationIdOf(ctx: Caller): string | null {
  return "organization" in ctx ? ctx.organization.id : null;
}

export function ownDb(ctx: Caller, purpose: string): TenantDb {
  return accountDb(ctx, organizationIdOf(ctx), purpose);
}

/** One change of a person's factors at a time: what each finds holds until it is committed. */
export async function lockFactors(tx: Db, ctx: Caller): Promise<Factors> {
  await tx.select({ id: users.id }).from(users).where(isOwn(ctx)).for("update");
  return await factorsOf(tx, organizationIdOf(ctx), ctx.actor.userId);
}

/** The audit line of a change. */
export async function recordOwn(
  tx: Db,
  ctx: Caller,
  act: { action: string; targetId: string; data?: Record<string, unknown> },
): Promise<void> {
  if ("organization" in ctx) return await audit(tx, ctx, act);
  await recordAct(tx, ctx, { ...act, organizationId: null, actorId: ctx.actor.userId });
}

/** The mail that tells the person, in case it was not them. */
export async function noticeOwn(
  tx: Db,
  ctx: Caller,
  { sealer }: IdentityServices,
  { event, about }: { event: Messages["security_notice"]["event"]; about?: string },
): Promise<void> {
  await sendSecurityNotice(tx, sealer, {
    organizationId: organizationIdOf(ctx),
    userId: ctx.actor.userId,
    event,
    about,
    address: ctx.address,
    now: ctx.clock.now(),
  });
}

/** The session has just shown a factor that now counts: it need not do so again, and none is missing any more. */
export async function countsAsGiven(tx: Db, ctx: Caller): Promise<void> {
  await tx.update(sessions).set({ secondFactorAt: new Date(ctx.clock.now()) }).where(isOwnSession(ctx));
  await tx.update(users).set({ secondFactorDueFrom: null }).where(isOwn(ctx));
}

export function isOwnSession(ctx: Caller) {
  return and(
    inAccount(sessions.organizationId, organizationIdOf(ctx)),
    eq(sessions.id, ctx.actor.sessionId),
  );
}

function isOwn(ctx: Caller) {
  return and(inAccount(users.organizationId, organizationIdOf(ctx)), eq(users.id, ctx.actor.userId));
}
