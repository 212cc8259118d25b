import { and, eq, sql } from "drizzle-orm";
import { webhookDays } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize } from "../authz.ts";
import { BOGOTA_OFFSET_MS, bogotaDate } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";
import { isPlan, PLANS } from "../plans.ts";

const DAY_MS = 86_400_000;

/** Counts one delivery of that day, where the plan has room for it; exact however many come at once. */
export async function takeFromDay(tx: Db, plan: string, now: number): Promise<boolean> {
  const limit = limitOf(plan);
  const [taken] = await tx.insert(webhookDays).values({ day: bogotaDate(now), sent: 1 })
    .onConflictDoUpdate({
      target: [webhookDays.organizationId, webhookDays.day],
      set: { sent: sql`${webhookDays.sent} + 1` },
      setWhere: sql`${webhookDays.sent} < ${limit}`,
    }).returning({ sent: webhookDays.sent });
  return taken !== undefined;
}

/** How much of a day's deliveries the organization has used. */
export interface DailyUse {
  sent: number;
  limit: number;
  resetsAt: Date;
}

/** @throws {DomainError} `permission_denied` */
export async function getDailyUse(ctx: Ctx): Promise<DailyUse> {
  authorize(ctx, "webhook_management");
  return await readDailyUse(ctx);
}

/** For verbs that have asked whether the caller may know. */
export async function readDailyUse(ctx: Ctx): Promise<DailyUse> {
  const { id, plan } = ctx.organization;
  const now = ctx.clock.now();
  const [today] = await ctx.db.one((db) =>
    db.select({ sent: webhookDays.sent }).from(webhookDays)
      .where(and(eq(webhookDays.organizationId, id), eq(webhookDays.day, bogotaDate(now))))
  );
  return { sent: today?.sent ?? 0, limit: limitOf(plan), resetsAt: nextBogotaDay(now) };
}

function limitOf(plan: string): number {
  return PLANS[isPlan(plan) ? plan : "free"].webhooksPerDay;
}

/** Midnight in Bogota at the beginning of the next day. */
export function nextBogotaDay(at: number): Date {
  const day = Math.floor((at - BOGOTA_OFFSET_MS) / DAY_MS) + 1;
  return new Date(day * DAY_MS + BOGOTA_OFFSET_MS);
}
