import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { createWebhook } from "#domain/webhooks/create_webhook.ts";
import { deleteWebhook } from "#domain/webhooks/delete_webhook.ts";
import { getWebhook, listWebhooks } from "#domain/webhooks/read_webhooks.ts";
import { updateWebhook } from "#domain/webhooks/update_webhook.ts";
import { FORMATS, type NewWebhook } from "#domain/webhooks/webhook.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { etagOfInstant, expectedInstant, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { NewWebhookBody, newWebhookBody, WebhookBody, webhookBody } from "./schema.ts";

const ACCESS = { anyOf: ["webhook_management"] } as const;

const fields = {
  url: text(2_000).min(1).meta({
    description: "Over https, on the public internet, port 443 or one that no other service commonly has",
  }),
  events: z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length),
  description: text(200),
  format: z.enum(FORMATS).meta({
    description: "`slack`: one text for a chat channel, in the organization's language",
  }),
};

const WebhookToMakeBody = z.strictObject({
  url: fields.url,
  events: fields.events,
  description: fields.description.optional(),
  format: fields.format.default("standard"),
}).openapi("WebhookToMake", {
  example: {
    url: "https://hooks.acme-abogados.co/lexia",
    events: ["novedad.created", "solicitud.failed"],
    description: "Gestor documental",
  },
});

const ChangesBody = z.strictObject({
  ...fields,
  state: z.enum(["disabled"]).meta({ description: "Back again leads POST …/enable" }),
}).partial().openapi("WebhookChanges", { example: { description: "Gestor documental de la sede norte" } });

export const listWebhooksRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/webhooks",
    operationId: "listWebhooks",
    tags: ["webhooks"],
    summary: "The organization's webhooks, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(WebhookBody), "A page of webhooks"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const page = await listWebhooks(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(webhookBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createWebhookRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/webhooks",
    operationId: "createWebhook",
    tags: ["webhooks"],
    summary: "Register an address that is told of what happens; its secret is shown this once",
    description:
      "Deliveries are signed as Standard Webhooks has it. An address within a network is refused, by its name as well; so it is at each delivery.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(WebhookToMakeBody, "The webhook") },
    },
    responses: {
      201: json(NewWebhookBody, "The new webhook"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "webhook_limit",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "webhook_address_refused",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const ctx = await repeatable(c, keptAnswer, { holdsSecrets: true });
    const made = await createWebhook(ctx, c.var.deps.identity, c.req.valid("json"));
    return c.json(newWebhookBody(made), 201, { "Location": addressOf(made), "Cache-Control": "no-store" });
  },
);

export const getWebhookRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/webhooks/{id}",
    operationId: "getWebhook",
    tags: ["webhooks"],
    summary: "A webhook and how it is doing, without its secret",
    request: { params: IdParam },
    responses: {
      200: json(WebhookBody, "The webhook"),
      ...problems("webhook_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const webhook = await getWebhook(c.var.ctx, c.req.valid("param").id);
    return c.json(webhookBody(webhook), 200, { ETag: etagOfInstant(webhook.updatedAt) });
  },
);

export const updateWebhookRoute = define(
  createRoute({
    method: "patch",
    path: "/api/v1/webhooks/{id}",
    operationId: "updateWebhook",
    tags: ["webhooks"],
    summary: "Change a webhook, or disable it",
    description:
      "Another address needs a fresh proof of who you are. What waits for a disabled one has failed.",
    request: {
      params: IdParam,
      headers: IfMatchHeader,
      body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
    },
    responses: {
      200: json(WebhookBody, "As it is now"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "webhook_not_found",
        "version_conflict",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "webhook_address_refused",
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const updated = await updateWebhook(c.var.ctx, {
      id: c.req.valid("param").id,
      seenAt: expectedInstant(c),
      changes: c.req.valid("json"),
    });
    return c.json(webhookBody(updated), 200, { ETag: etagOfInstant(updated.updatedAt) });
  },
);

export const deleteWebhookRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/webhooks/{id}",
    operationId: "deleteWebhook",
    tags: ["webhooks"],
    summary: "Remove a webhook with its deliveries",
    request: { params: IdParam },
    responses: {
      204: { description: "Nothing more is sent there" },
      ...problems("webhook_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    await deleteWebhook(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

function keptAnswer(made: NewWebhook) {
  return { status: 201, body: newWebhookBody(made), location: addressOf(made) };
}

function addressOf({ id }: { id: string }): string {
  return `/api/v1/webhooks/${id}`;
}
