import { and, eq, sql } from "drizzle-orm";
import { webhookDeliveries } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { type DeliveryRow, lockDelivery, type LockedDelivery, updateDelivery } from "./_locked_delivery.ts";
import { nextBogotaDay, takeFromDay } from "./daily_limit.ts";
import { countSending, queueWaiting, roomOf } from "./delivery_jobs.ts";
import type { Reason } from "./outcome.ts";

/** Longer than an attempt takes: whose process has died since is not under way. */
const SENDING_SECONDS = 45;
const SUSPENDED_MS = 3_600_000;

/**
 * Decides whether a delivery's next attempt is to be made now, and marks it as under way. Where it is not, the job ends here,
 * with the delivery's row saying why and until when; null then.
 */
export async function beginDelivery(
  ctx: JobCtx,
  { deliveryId, round }: { deliveryId: string; round: number },
): Promise<LockedDelivery | null> {
  const { organizationId } = ctx;
  return await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    const found = await lockDelivery(tx, { organizationId, deliveryId });
    if (found && found.delivery.status === "pending" && found.delivery.round === round) {
      const isBegun = await begin(tx, ctx, found);
      if (isBegun === "begun") return found;
      if (isBegun === "rescheduled") return null;
    }
    await ctx.job.complete(tx);
    return null;
  });
}

async function begin(tx: Db, ctx: JobCtx, found: LockedDelivery): Promise<"begun" | "rescheduled" | "over"> {
  const { delivery, endpoint } = found;
  const now = ctx.clock.now();
  if (endpoint.state === "disabled") {
    await updateDelivery(tx, delivery, given("failed", "endpoint_disabled", null, new Date(now)));
    return "over";
  }
  if (endpoint.quietUntil !== null && endpoint.quietUntil.getTime() > now) {
    await waitOutQuiet(tx, ctx, delivery, endpoint.quietUntil);
    return "rescheduled";
  }
  const { organizationId, endpointId } = delivery;
  const ofEndpoint = { organizationId, endpointId };
  const room = roomOf(endpoint) - await countSending(tx, ofEndpoint, delivery.id);
  if (room <= 0) {
    await updateDelivery(tx, delivery, { isQueued: false });
    return "over";
  }
  const held = await whyHeld(tx, found, now);
  if (held) {
    await holdBack(tx, delivery, held);
    await queueWaiting(tx, ofEndpoint, { most: roomOf(endpoint), except: delivery.id });
    return "over";
  }
  await updateDelivery(tx, delivery, {
    isCounted: true,
    isQueued: true,
    sendingUntil: sql`now() + make_interval(secs => ${SENDING_SECONDS})`,
  });
  return "begun";
}

async function waitOutQuiet(tx: Db, ctx: JobCtx, delivery: DeliveryRow, until: Date): Promise<void> {
  await updateDelivery(tx, delivery, { nextAttemptAt: until, lastReason: "endpoint_quiet", isQueued: true });
  const inSeconds = (until.getTime() - ctx.clock.now()) / 1_000;
  await ctx.job.reschedule(tx, { inSeconds, reason: "endpoint_quiet", counts: false });
}

interface Held {
  reason: Reason;
  until: Date;
}

async function whyHeld(
  tx: Db,
  { delivery, organization: { plan, isActive } }: LockedDelivery,
  now: number,
): Promise<Held | undefined> {
  if (!isActive) return { reason: "organization_suspended", until: new Date(now + SUSPENDED_MS) };
  if (delivery.isCounted || await takeFromDay(tx, plan, now)) return undefined;
  return { reason: "daily_limit", until: nextBogotaDay(now) };
}

/** With it those of the endpoint that wait and would find the same. The schedule brings them back. */
async function holdBack(tx: Db, delivery: DeliveryRow, { reason, until }: Held): Promise<void> {
  const { organizationId, endpointId } = delivery;
  const changes = given("held", reason, until, null);
  await updateDelivery(tx, delivery, changes);
  await tx.update(webhookDeliveries).set(changes).where(and(
    eq(webhookDeliveries.organizationId, organizationId),
    eq(webhookDeliveries.endpointId, endpointId),
    sql`${webhookDeliveries.status} = 'pending' and not ${webhookDeliveries.isQueued}`,
    reason === "daily_limit" ? eq(webhookDeliveries.isCounted, false) : undefined,
  ));
}

function given(
  status: "held" | "failed",
  lastReason: Reason,
  nextAttemptAt: Date | null,
  finishedAt: Date | null,
) {
  return { status, lastReason, nextAttemptAt, finishedAt, isQueued: false };
}
