import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { DELIVERY_STATUSES } from "#domain/webhooks/delivery.ts";
import { getDelivery, listDeliveries } from "#domain/webhooks/read_deliveries.ts";
import { redeliver } from "#domain/webhooks/redeliver.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import { DeliveryBody, deliveryBody, DeliveryRecordBody, deliveryRecordBody } from "./schema.ts";

const ACCESS = { anyOf: ["webhook_management"] } as const;

const DeliveriesQuery = PageQuery.extend({
  status: z.enum(DELIVERY_STATUSES).optional(),
  event_type: z.enum(EVENT_TYPES).optional(),
});

export const listDeliveriesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/webhooks/{id}/deliveries",
    operationId: "listWebhookDeliveries",
    tags: ["webhooks"],
    summary: "What was and is to be sent to a webhook, the latest first",
    description: "Kept for 30 days.",
    request: { params: IdParam, query: DeliveriesQuery },
    responses: {
      200: json(pageOf(DeliveryBody), "A page of deliveries"),
      ...problems("webhook_not_found", "cursor_invalid", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const { event_type: eventType, ...query } = c.req.valid("query");
    const page = await listDeliveries(c.var.ctx, c.req.valid("param").id, { ...query, eventType });
    return c.json({ items: page.items.map(deliveryBody), next_cursor: page.nextCursor }, 200);
  },
);

export const getDeliveryRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/webhooks/deliveries/{id}",
    operationId: "getWebhookDelivery",
    tags: ["webhooks"],
    summary: "A delivery with what is sent and every attempt",
    request: { params: IdParam },
    responses: {
      200: json(DeliveryRecordBody, "The delivery"),
      ...problems("webhook_delivery_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => c.json(deliveryRecordBody(await getDelivery(c.var.ctx, c.req.valid("param").id)), 200),
);

export const redeliverRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/webhooks/deliveries/{id}/redeliver",
    operationId: "redeliverWebhook",
    tags: ["webhooks"],
    summary: "Send a message again, with the same `webhook-id`",
    request: { params: IdParam },
    responses: {
      202: json(DeliveryBody, "It is on its way"),
      ...problems("webhook_delivery_not_found", "webhook_state", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => c.json(deliveryBody(await redeliver(c.var.ctx, c.req.valid("param").id)), 202),
);
