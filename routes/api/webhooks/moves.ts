import { enableWebhook } from "#domain/webhooks/enable_webhook.ts";
import { rotateSecret } from "#domain/webhooks/rotate_secret.ts";
import { testWebhook } from "#domain/webhooks/test_webhook.ts";
import type { NewWebhook } from "#domain/webhooks/webhook.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, problems, z } from "../../_openapi.ts";
import { NewWebhookBody, newWebhookBody, TestBody, testBody, WebhookBody, webhookBody } from "./schema.ts";

const ACCESS = { anyOf: ["webhook_management"] } as const;

const RotationBody = z.strictObject({
  overlap_hours: z.int().min(0).max(168).default(24).meta({
    description: "How long deliveries carry a signature of the old secret as well",
  }),
}).openapi("WebhookSecretRotation", { example: { overlap_hours: 24 } });

export const testWebhookRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/webhooks/{id}/test",
    operationId: "testWebhook",
    tags: ["webhooks"],
    summary: "Send a `webhook.test` message now, and see what comes back",
    description: "Takes up to 15 seconds. It counts nowhere, changes nothing and is not repeated.",
    request: { params: IdParam },
    responses: {
      200: json(TestBody, "What came back, good or bad"),
      ...problems("webhook_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const tested = await testWebhook(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.json(testBody(tested), 200);
  },
);

export const rotateWebhookSecretRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/webhooks/{id}/rotate-secret",
    operationId: "rotateWebhookSecret",
    tags: ["webhooks"],
    summary: "Put a new secret in the place of the present one",
    description:
      "Both sign for `overlap_hours`: `webhook-signature` then holds two signatures, and receivers take either.",
    request: {
      params: IdParam,
      headers: IdempotencyHeader,
      body: { required: true, ...json(RotationBody, "For how long both sign") },
    },
    responses: {
      200: json(NewWebhookBody, "The webhook with its new secret"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "webhook_not_found",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const ctx = await repeatable(c, keptAnswer, { holdsSecrets: true });
    const { overlap_hours: overlapHours } = c.req.valid("json");
    const rotation = { id: c.req.valid("param").id, overlapHours };
    const made = await rotateSecret(ctx, c.var.deps.identity, rotation);
    return c.json(newWebhookBody(made), 200, { "Cache-Control": "no-store" });
  },
);

export const enableWebhookRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/webhooks/{id}/enable",
    operationId: "enableWebhook",
    tags: ["webhooks"],
    summary: "Let a disabled webhook hear of what happens from now on",
    request: { params: IdParam },
    responses: {
      200: json(WebhookBody, "As it is now"),
      ...problems("webhook_not_found", "webhook_state", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => c.json(webhookBody(await enableWebhook(c.var.ctx, c.req.valid("param").id)), 200),
);

function keptAnswer(made: NewWebhook) {
  return { status: 200, body: newWebhookBody(made), location: `/api/v1/webhooks/${made.id}` };
}
