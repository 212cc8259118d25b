/**
 * Which deliveries have a job. One endpoint has a few requests under way at most, and one while it is not known to be well:
 * what finds no room waits without a job, and whoever ends brings the next one in. So a receiver that stalls keeps one hand of
 * the workers busy, however much waits for it.
 */
import { and, asc, eq, gt, inArray, lte, ne, sql } from "drizzle-orm";
import { webhookDeliveries } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import { enqueue } from "#jobs/queue.ts";

/** Requests of one endpoint at the same time. */
export const MOST_AT_ONCE = 4;

interface EndpointOf {
  organizationId: string;
  endpointId: string;
}

/** Requests that an endpoint may have under way: one until it has answered well, and after it has failed. */
export function roomOf(
  { failures, lastSuccessAt }: { failures: number; lastSuccessAt: Date | null },
): number {
  return failures === 0 && lastSuccessAt !== null ? MOST_AT_ONCE : 1;
}

export async function queueDelivery(
  tx: Db,
  { organizationId, id, round, delaySeconds }: {
    organizationId: string;
    id: string;
    round: number;
    delaySeconds?: number;
  },
): Promise<void> {
  const key = `webhook.deliver:${id}:${round}`;
  await enqueue(tx, "webhook.deliver", { deliveryId: id, round }, { key, organizationId, delaySeconds });
}

/** Others of the endpoint that are under way. Its row must be locked, so that two do not count at once. */
export async function countSending(
  tx: Db,
  { organizationId, endpointId }: EndpointOf,
  deliveryId: string,
): Promise<number> {
  return await tx.$count(
    webhookDeliveries,
    and(
      eq(webhookDeliveries.organizationId, organizationId),
      eq(webhookDeliveries.endpointId, endpointId),
      ne(webhookDeliveries.id, deliveryId),
      gt(webhookDeliveries.sendingUntil, sql`now()`),
    ),
  );
}

/** Gives the oldest that wait a job, as many as there is room for. The endpoint's row must be locked. */
export async function queueWaiting(
  tx: Db,
  { organizationId, endpointId }: EndpointOf,
  { most, except, delaySeconds = 0 }: { most: number; except: string; delaySeconds?: number },
): Promise<void> {
  const ofEndpoint = and(
    eq(webhookDeliveries.organizationId, organizationId),
    eq(webhookDeliveries.endpointId, endpointId),
    eq(webhookDeliveries.status, "pending"),
  );
  const waiting = await tx.select({ id: webhookDeliveries.id, round: webhookDeliveries.round })
    .from(webhookDeliveries).where(and(ofEndpoint, sql`not ${webhookDeliveries.isQueued}`))
    .orderBy(asc(webhookDeliveries.id)).limit(most).for("update");
  if (waiting.length === 0) return;
  const isDue = and(
    ofEndpoint,
    webhookDeliveries.isQueued,
    lte(webhookDeliveries.nextAttemptAt, sql`now()`),
    ne(webhookDeliveries.id, except),
  );
  const due = await tx.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(isDue).limit(most);
  const next = waiting.slice(0, most - due.length);
  if (next.length === 0) return;
  await tx.update(webhookDeliveries).set({
    isQueued: true,
    nextAttemptAt: sql`now() + make_interval(secs => ${delaySeconds})`,
  }).where(and(
    eq(webhookDeliveries.organizationId, organizationId),
    inArray(webhookDeliveries.id, next.map(({ id }) => id)),
  ));
  for (const one of next) await queueDelivery(tx, { organizationId, ...one, delaySeconds });
}
