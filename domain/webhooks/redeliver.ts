import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { lockDelivery, updateDelivery } from "./_locked_delivery.ts";
import type { Delivery } from "./delivery.ts";
import { asDelivery } from "./delivery.ts";
import { queueDelivery } from "./delivery_jobs.ts";

/**
 * Has a message sent again from the beginning of the schedule, with the same `webhook-id`. One that the day's limit holds back
 * goes as soon as there is room.
 * @throws {DomainError} `permission_denied`, `webhook_delivery_not_found`, `webhook_state` for a disabled endpoint or a
 * delivery that is under way.
 */
export async function redeliver(ctx: Ctx, id: string): Promise<Delivery> {
  authorize(ctx, "webhook_management");
  const organizationId = ctx.organization.id;
  return await ctx.db.tx(async (tx) => {
    const found = isUuid(id) ? await lockDelivery(tx, { organizationId, deliveryId: id }) : undefined;
    if (!found) throw new DomainError("webhook_delivery_not_found");
    const { delivery, endpoint } = found;
    if (endpoint.state === "disabled") {
      throw new DomainError("webhook_state", { detail: "The webhook is disabled: enable it first" });
    }
    if (delivery.status === "pending") {
      throw new DomainError("webhook_state", { detail: "The delivery is under way, or waits for its turn" });
    }
    const changes = {
      status: "pending",
      round: delivery.round + 1,
      roundAttempts: 0,
      isCounted: false,
      isQueued: true,
      nextAttemptAt: new Date(ctx.clock.now()),
      finishedAt: null,
    } as const;
    await updateDelivery(tx, delivery, changes);
    await queueDelivery(tx, { organizationId, id, round: changes.round });
    const data = { webhook: endpoint.id, event_type: delivery.eventType, status: delivery.status };
    await audit(tx, ctx, { action: "webhook.redeliver", targetId: id, data });
    return asDelivery({ ...delivery, ...changes });
  });
}
