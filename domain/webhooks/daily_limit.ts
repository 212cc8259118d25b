import { sql } from "drizzle-orm";
import { webhookDays } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import { BOGOTA_OFFSET_MS, bogotaDate } from "../bogota.ts";
import { isPlan, PLANS } from "../plans.ts";

const DAY_MS = 86_400_000;

/** Counts one delivery of that day, where the plan has room for it; exact however many come at once. */
export async function takeFromDay(tx: Db, plan: string, now: number): Promise<boolean> {
  const limit = PLANS[isPlan(plan) ? plan : "free"].webhooksPerDay;
  const [taken] = await tx.insert(webhookDays).values({ day: bogotaDate(now), sent: 1 })
    .onConflictDoUpdate({
      target: [webhookDays.organizationId, webhookDays.day],
      set: { sent: sql`${webhookDays.sent} + 1` },
      setWhere: sql`${webhookDays.sent} < ${limit}`,
    }).returning({ sent: webhookDays.sent });
  return taken !== undefined;
}

/** Midnight in Bogota at the beginning of the next day. */
export function nextBogotaDay(at: number): Date {
  const day = Math.floor((at - BOGOTA_OFFSET_MS) / DAY_MS) + 1;
  return new Date(day * DAY_MS + BOGOTA_OFFSET_MS);
}
