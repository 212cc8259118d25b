import { and, eq } from "drizzle-orm";
import { webhookAttempts, webhookEndpoints } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { recordAct } from "../identity/record_act.ts";
import type { Sealer } from "../identity/sealing.ts";
import { type DeliveryRow, type EndpointRow, lockDelivery, updateDelivery } from "./_locked_delivery.ts";
import { queueWaiting, roomOf } from "./delivery_jobs.ts";
import { disableEndpoint, noticeWebhookDisabled } from "./disable_endpoint.ts";
import type { Outcome } from "./outcome.ts";
import { pauseSeconds, quietSecondsOf, secondsToNext } from "./retry_schedule.ts";
import { shownAddress } from "./webhook.ts";

/** With nothing but failures for so long, an endpoint is disabled. */
const FAILING_MS = 5 * 86_400_000;
/** Statuses whose `Retry-After` speaks for the whole endpoint. */
const THROTTLING: ReadonlySet<number | null> = new Set([429, 503]);

/** Records an attempt, decides what follows from it for delivery and endpoint, and ends the job or puts it off. */
export async function finishDelivery(
  ctx: JobCtx,
  sealer: Sealer,
  deliveryId: string,
  outcome: Outcome,
): Promise<void> {
  const { organizationId } = ctx;
  await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    const found = await lockDelivery(tx, { organizationId, deliveryId });
    // Removed with its endpoint meanwhile.
    if (!found) return await ctx.job.complete(tx);
    const { delivery, endpoint } = found;
    const quietSeconds = THROTTLING.has(outcome.status)
      ? quietSecondsOf(outcome.retryAfter, ctx.clock.now())
      : null;
    await recordAttempt(tx, delivery, outcome);
    const after = await updateHealth(tx, ctx, sealer, endpoint, { outcome, quietSeconds });
    const inSeconds = outcome.reason === null || after.state === "disabled"
      ? null
      : secondsToNext(delivery.roundAttempts + 1, { quietSeconds });
    await settle(tx, delivery, { outcome, inSeconds, now: ctx.clock.now() });
    await queueNext(tx, delivery, after);
    if (inSeconds === null) await ctx.job.complete(tx);
    else {
      await ctx.job.reschedule(tx, { inSeconds, reason: outcome.reason ?? "", counts: false });
    }
  });
}

async function recordAttempt(tx: Db, delivery: DeliveryRow, outcome: Outcome): Promise<void> {
  const { startedAt, durationMs, status, reason, excerpt } = outcome;
  const attempt = delivery.attempts + 1;
  await tx.insert(webhookAttempts)
    .values({ deliveryId: delivery.id, attempt, startedAt, durationMs, status, reason, excerpt });
}

type Health = Pick<EndpointRow, "state" | "failures" | "lastSuccessAt" | "quietUntil">;

async function updateHealth(
  tx: Db,
  ctx: JobCtx,
  sealer: Sealer,
  endpoint: EndpointRow,
  { outcome, quietSeconds }: { outcome: Outcome; quietSeconds: number | null },
): Promise<Health> {
  const { organizationId, id } = endpoint;
  const now = new Date(ctx.clock.now());
  const health = outcome.reason === null
    ? { failures: 0, failingSince: null, lastSuccessAt: now, quietUntil: null }
    : {
      failures: endpoint.failures + 1,
      failingSince: endpoint.failingSince ?? now,
      lastFailureAt: now,
      quietUntil: quietSeconds === null
        ? endpoint.quietUntil
        : new Date(now.getTime() + quietSeconds * 1_000),
    };
  await tx.update(webhookEndpoints).set(health)
    .where(and(eq(webhookEndpoints.organizationId, organizationId), eq(webhookEndpoints.id, id)));
  const after = { ...endpoint, ...health };
  const reason = endpoint.state === "disabled" ? undefined : whyDisable(after, outcome, now);
  if (!reason) return after;
  await disableEndpoint(tx, endpoint, { reason, at: now });
  await noticeWebhookDisabled(tx, sealer, endpoint, { reason, at: now });
  await recordAct(tx, { address: null, requestId: ctx.job.id }, {
    organizationId,
    actorId: null,
    action: "webhook.disable",
    targetId: id,
    data: {
      address: shownAddress(endpoint.url),
      failing_since: after.failingSince,
      before: { state: "active", disabled_reason: null },
      after: { state: "disabled", disabled_reason: reason },
    },
  });
  return { ...after, state: "disabled" };
}

function whyDisable(
  { failingSince }: Pick<EndpointRow, "failingSince">,
  { reason }: Outcome,
  now: Date,
): "gone" | "failing" | undefined {
  if (reason === "gone") return "gone";
  if (reason === null || failingSince === null) return undefined;
  return now.getTime() - failingSince.getTime() >= FAILING_MS ? "failing" : undefined;
}

async function settle(
  tx: Db,
  delivery: DeliveryRow,
  { outcome, inSeconds, now }: { outcome: Outcome; inSeconds: number | null; now: number },
): Promise<void> {
  await updateDelivery(tx, delivery, {
    status: outcome.reason === null ? "delivered" : inSeconds === null ? "failed" : "pending",
    attempts: delivery.attempts + 1,
    roundAttempts: delivery.roundAttempts + 1,
    isQueued: inSeconds !== null,
    sendingUntil: null,
    nextAttemptAt: inSeconds === null ? null : new Date(now + inSeconds * 1_000),
    finishedAt: inSeconds === null ? new Date(now) : null,
    lastStatus: outcome.status,
    lastReason: outcome.reason,
  });
}

/** What waited for this one to end. */
async function queueNext(tx: Db, delivery: DeliveryRow, health: Health): Promise<void> {
  if (health.state === "disabled") return;
  const { organizationId, endpointId, id } = delivery;
  await queueWaiting(tx, { organizationId, endpointId }, {
    most: roomOf(health),
    except: id,
    delaySeconds: pauseSeconds(health.failures),
  });
}
