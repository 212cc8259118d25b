import type { JobCtx } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";
import { sql } from "drizzle-orm";
import type { Db } from "#db/tenant_db.ts";
import { beginDelivery } from "./_begin_delivery.ts";
import { finishDelivery } from "./_finish_delivery.ts";
import { lockDelivery, updateDelivery } from "./_locked_delivery.ts";
import { queueWaiting } from "./delivery_jobs.ts";
import { sendOnce } from "./outcome.ts";

/**
 * Makes one attempt to deliver one message, as a job. No transaction is open while the receiver is waited for; where the
 * process dies meanwhile, the message goes out again with the same `webhook-id`.
 */
export async function deliverWebhook(
  ctx: JobCtx,
  sealer: Sealer,
  input: { deliveryId: string; round: number },
): Promise<void> {
  const begun = await beginDelivery(ctx, input);
  if (!begun) return;
  const { delivery: { id, body }, endpoint: { url, secret, previousSecret, previousSecretUntil } } = begun;
  const message = { id, url, body, secret, previousSecret, previousSecretUntil };
  const outcome = await sendOnce(ctx, sealer, message, ctx.job.signal);
  await finishDelivery(ctx, sealer, id, outcome);
}

/** Shows that a delivery's job was buried, and lets the next one in; in the transaction that buries it. */
export async function failDelivery(
  tx: Db,
  input: { organizationId: string; deliveryId: string; round: number },
): Promise<void> {
  const found = await lockDelivery(tx, input);
  if (!found || found.delivery.round !== input.round || found.delivery.status !== "pending") return;
  const { delivery, endpoint } = found;
  await updateDelivery(tx, delivery, {
    status: "failed",
    lastReason: "workers_lost",
    isQueued: false,
    sendingUntil: null,
    nextAttemptAt: null,
    finishedAt: sql`now()`,
  });
  const { organizationId, endpointId } = delivery;
  if (endpoint.state !== "active") return;
  await queueWaiting(tx, { organizationId, endpointId }, { most: 1, except: delivery.id });
}
