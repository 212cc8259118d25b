import { and, inArray, lt, lte, sql } from "drizzle-orm";
import { webhookAttempts, webhookDays, webhookDeliveries } from "#db/schema/webhooks.ts";
import type { Db, PlatformDb } from "#db/tenant_db.ts";
import { enqueueMany } from "./queue.ts";

/** In one tick; the rest follows with the next. */
const MOST_HELD = 5_000;
const MOST_ENDPOINTS = 500;

/**
 * Deliveries that were put off are pending again once their day has come, and of each endpoint for which some wait while none
 * has a job the oldest gets one. Its end brings in the next.
 */
export async function enqueueDueWebhooks(db: PlatformDb): Promise<void> {
  await db.tx({ purpose: "webhooks.schedule" }, async (tx) => {
    await releaseHeld(tx);
    const due = await tx.update(webhookDeliveries).set({ isQueued: true, nextAttemptAt: sql`now()` })
      .where(sql`${webhookDeliveries.id} = any(array(
        select distinct on (waiting.endpoint_id) waiting.id from webhook_deliveries waiting
        where waiting.status = 'pending' and not waiting.is_queued and not exists (
          select 1 from webhook_deliveries queued
          where queued.endpoint_id = waiting.endpoint_id and queued.status = 'pending' and queued.is_queued)
        order by waiting.endpoint_id, waiting.id limit ${MOST_ENDPOINTS}))`)
      .returning({
        id: webhookDeliveries.id,
        organizationId: webhookDeliveries.organizationId,
        round: webhookDeliveries.round,
      });
    const task = "webhook.deliver";
    await enqueueMany(
      tx,
      task,
      due.map(({ id, organizationId, round }) => ({
        organizationId,
        key: `${task}:${id}:${round}`,
        payload: { deliveryId: id, round },
      })),
    );
  });
}

async function releaseHeld(tx: Db): Promise<void> {
  const held = await tx.select({ id: webhookDeliveries.id }).from(webhookDeliveries)
    .where(and(sql`${webhookDeliveries.status} = 'held'`, lte(webhookDeliveries.nextAttemptAt, sql`now()`)))
    .orderBy(webhookDeliveries.nextAttemptAt, webhookDeliveries.id).limit(MOST_HELD)
    .for("update", { skipLocked: true });
  if (held.length === 0) return;
  await tx.update(webhookDeliveries).set({ status: "pending", isQueued: false })
    .where(inArray(webhookDeliveries.id, held.map(({ id }) => id)));
}

/** What was delivered or given up 30 days ago goes, with its attempts; what still waits stays. */
export async function removeOldWebhooks(tx: Db): Promise<void> {
  const isOld = lt(webhookDeliveries.createdAt, sql`now() - interval '30 days'`);
  await tx.delete(webhookDeliveries)
    .where(and(isOld, inArray(webhookDeliveries.status, ["delivered", "failed"])));
  await tx.delete(webhookAttempts).where(lt(webhookAttempts.startedAt, sql`now() - interval '30 days'`));
  await tx.delete(webhookDays).where(
    sql`${webhookDays.day} < to_char(now() - interval '40 days', 'YYYY-MM-DD')`,
  );
}
