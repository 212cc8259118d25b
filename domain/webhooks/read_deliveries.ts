import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { webhookAttempts, webhookDeliveries } from "#db/schema/webhooks.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { EventType } from "../events/event_types.ts";
import { type Page, pageOf } from "../page.ts";
import {
  asDelivery,
  type Attempt,
  ATTEMPT_FIELDS,
  type Delivery,
  DELIVERY_FIELDS,
  type DeliveryRecord,
  type DeliveryStatus,
  reasonOf,
} from "./delivery.ts";
import { getWebhook } from "./read_webhooks.ts";

export interface DeliveryQuery {
  limit: number;
  cursor?: string;
  status?: DeliveryStatus;
  eventType?: EventType;
}

/** A webhook's deliveries, the latest first. @throws {DomainError} `permission_denied`, `webhook_not_found`, `cursor_invalid` */
export async function listDeliveries(
  ctx: Ctx,
  webhookId: string,
  { limit, cursor, status, eventType }: DeliveryQuery,
): Promise<Page<Delivery>> {
  authorize(ctx, "webhook_management");
  await getWebhook(ctx, webhookId);
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, [isUuid]);
  const rows = await ctx.db.one((db) =>
    db.select(DELIVERY_FIELDS).from(webhookDeliveries).where(and(
      eq(webhookDeliveries.organizationId, ctx.organization.id),
      eq(webhookDeliveries.endpointId, webhookId),
      status && eq(webhookDeliveries.status, status),
      eventType && eq(webhookDeliveries.eventType, eventType),
      before === undefined ? undefined : lt(webhookDeliveries.id, before),
    )).orderBy(desc(webhookDeliveries.id)).limit(limit + 1)
  );
  return pageOf(rows.map(asDelivery), limit, (last) => [last.id]);
}

/** Of each of these deliveries the latest attempt, by the delivery's id. @throws {DomainError} `permission_denied` */
export async function latestAttempts(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Attempt>> {
  authorize(ctx, "webhook_management");
  if (ids.length === 0) return new Map();
  const { deliveryId } = webhookAttempts;
  const rows = await ctx.db.one((db) =>
    db.selectDistinctOn([deliveryId], { deliveryId, ...ATTEMPT_FIELDS }).from(webhookAttempts)
      .where(and(eq(webhookAttempts.organizationId, ctx.organization.id), inArray(deliveryId, [...ids])))
      .orderBy(deliveryId, desc(webhookAttempts.attempt))
  );
  return new Map(rows.map(({ deliveryId: id, reason, ...attempt }) => [
    id,
    { ...attempt, reason: reasonOf(reason) },
  ]));
}

/** With every attempt. @throws {DomainError} `permission_denied`, `webhook_delivery_not_found` */
export async function getDelivery(ctx: Ctx, id: string): Promise<DeliveryRecord> {
  authorize(ctx, "webhook_management");
  if (!isUuid(id)) throw new DomainError("webhook_delivery_not_found");
  const organizationId = ctx.organization.id;
  return await ctx.db.tx(async (tx) => {
    const [row] = await tx.select({ ...DELIVERY_FIELDS, body: webhookDeliveries.body }).from(
      webhookDeliveries,
    )
      .where(and(eq(webhookDeliveries.organizationId, organizationId), eq(webhookDeliveries.id, id)));
    if (!row) throw new DomainError("webhook_delivery_not_found");
    const { body, ...delivery } = row;
    const made = await tx.select(ATTEMPT_FIELDS).from(webhookAttempts)
      .where(and(eq(webhookAttempts.organizationId, organizationId), eq(webhookAttempts.deliveryId, id)))
      .orderBy(asc(webhookAttempts.attempt));
    const attempts = made.map((attempt) => ({ ...attempt, reason: reasonOf(attempt.reason) }));
    return { ...asDelivery(delivery), body, made: attempts };
  });
}
