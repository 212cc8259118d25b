import { z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { type Delivery, DELIVERY_STATUSES, type DeliveryRecord } from "#domain/webhooks/delivery.ts";
import { type Outcome, REASONS } from "#domain/webhooks/outcome.ts";
import type { TestedWebhook } from "#domain/webhooks/test_webhook.ts";
import { DISABLED_REASONS, FORMATS, type NewWebhook, type Webhook } from "#domain/webhooks/webhook.ts";

const WEBHOOK_EXAMPLE = {
  id: "0192f0c8-3333-7aaa-8bbb-0123456789ab",
  url: "https://hooks.acme-abogados.co/lexia",
  description: "Gestor documental",
  events: ["novedad.created" as const, "solicitud.failed" as const],
  format: "standard" as const,
  state: "active" as const,
  disabled_reason: null,
  disabled_at: null,
  health: {
    consecutive_failures: 0,
    failing_since: null,
    last_success_at: "2026-11-26T15:04:05.000Z",
    last_failure_at: null,
  },
  previous_secret_until: null,
  created_by: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
  created_at: "2026-11-20T15:00:00.000Z",
  updated_at: "2026-11-20T15:00:00.000Z",
};

export const WebhookBody = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.enum(EVENT_TYPES)),
  format: z.enum(FORMATS),
  state: z.enum(["active", "disabled"]),
  disabled_reason: z.enum(DISABLED_REASONS).nullable().meta({
    description: "`gone`: it answered 410; `failing`: nothing but failures for five days",
  }),
  disabled_at: z.iso.datetime().nullable(),
  health: z.object({
    consecutive_failures: z.int(),
    failing_since: z.iso.datetime().nullable(),
    last_success_at: z.iso.datetime().nullable(),
    last_failure_at: z.iso.datetime().nullable(),
  }),
  previous_secret_until: z.iso.datetime().nullable().meta({
    description: "Until then deliveries carry a signature of the secret before as well",
  }),
  created_by: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).openapi("Webhook", { example: WEBHOOK_EXAMPLE });

export const NewWebhookBody = WebhookBody.extend({
  secret: z.string().meta({ description: "The secret, shown in this answer and nowhere else" }),
}).openapi("NewWebhook", {
  example: { ...WEBHOOK_EXAMPLE, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=" },
});

const reason = z.enum(REASONS).nullable().meta({
  description: "Why it was no success; null where it was one",
});

const DELIVERY_EXAMPLE = {
  id: "0192f0c9-4444-7aaa-8bbb-0123456789ab",
  endpoint_id: WEBHOOK_EXAMPLE.id,
  event_id: "0192f0c9-4443-7aaa-8bbb-0123456789ab",
  event_type: "novedad.created",
  status: "pending" as const,
  attempts: 1,
  next_attempt_at: "2026-11-26T15:00:05.200Z",
  last_status: 500,
  last_reason: "status" as const,
  created_at: "2026-11-26T15:00:00.000Z",
  finished_at: null,
};

export const DeliveryBody = z.object({
  id: z.uuid().meta({ description: "The `webhook-id`: the same at each attempt" }),
  endpoint_id: z.uuid(),
  event_id: z.uuid(),
  event_type: z.string(),
  status: z.enum(DELIVERY_STATUSES).meta({
    description: "`held`: put off to `next_attempt_at`, as the plan's webhooks of the day are used up",
  }),
  attempts: z.int(),
  next_attempt_at: z.iso.datetime().nullable(),
  last_status: z.int().nullable().meta({ description: "Of the latest answer" }),
  last_reason: reason,
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
}).openapi("WebhookDelivery", { example: DELIVERY_EXAMPLE });

export const DeliveryRecordBody = DeliveryBody.extend({
  body: z.string().meta({ description: "What is sent, to the byte" }),
  made: z.array(z.object({
    attempt: z.int(),
    started_at: z.iso.datetime(),
    duration_ms: z.int(),
    status: z.int().nullable(),
    reason,
    excerpt: z.string().nullable().meta({ description: "Up to 1 KiB of the answer" }),
  })),
}).openapi("WebhookDeliveryRecord", {
  example: {
    ...DELIVERY_EXAMPLE,
    body: '{"type":"novedad.created","timestamp":"2026-11-26T15:00:00.000Z","event_id":"…","data":{}}',
    made: [{
      attempt: 1,
      started_at: "2026-11-26T15:00:00.100Z",
      duration_ms: 84,
      status: 500,
      reason: "status" as const,
      excerpt: "Internal Server Error",
    }],
  },
});

export const TestBody = z.object({
  ok: z.boolean(),
  message_id: z.uuid().meta({ description: "The `webhook-id` that was sent" }),
  says: z.string().meta({ description: "What came back, in a sentence" }),
  status: z.int().nullable(),
  reason,
  duration_ms: z.int(),
  excerpt: z.string().nullable(),
}).openapi("WebhookTest", {
  example: {
    ok: true,
    message_id: "0192f0c9-5555-7aaa-8bbb-0123456789ab",
    says: "The receiver took the message: it answered 204",
    status: 204,
    reason: null,
    duration_ms: 61,
    excerpt: "",
  },
});

export function webhookBody(webhook: Webhook): z.output<typeof WebhookBody> {
  const { id, url, description, events, format, state } = webhook;
  return {
    id,
    url,
    description,
    events: [...events],
    format,
    state,
    disabled_reason: webhook.disabledReason,
    disabled_at: textOf(webhook.disabledAt),
    health: {
      consecutive_failures: webhook.failures,
      failing_since: textOf(webhook.failingSince),
      last_success_at: textOf(webhook.lastSuccessAt),
      last_failure_at: textOf(webhook.lastFailureAt),
    },
    previous_secret_until: textOf(webhook.previousSecretUntil),
    created_by: webhook.createdBy,
    created_at: webhook.createdAt.toISOString(),
    updated_at: webhook.updatedAt.toISOString(),
  };
}

export function newWebhookBody(made: NewWebhook): z.output<typeof NewWebhookBody> {
  return { ...webhookBody(made), secret: made.secret };
}

export function deliveryBody(delivery: Delivery): z.output<typeof DeliveryBody> {
  const { id, status, attempts } = delivery;
  return {
    id,
    endpoint_id: delivery.endpointId,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    status,
    attempts,
    next_attempt_at: textOf(delivery.nextAttemptAt),
    last_status: delivery.lastStatus,
    last_reason: delivery.lastReason,
    created_at: delivery.createdAt.toISOString(),
    finished_at: textOf(delivery.finishedAt),
  };
}

export function deliveryRecordBody(record: DeliveryRecord): z.output<typeof DeliveryRecordBody> {
  const made = record.made.map(({ startedAt, durationMs, ...attempt }) => ({
    ...attempt,
    started_at: startedAt.toISOString(),
    duration_ms: durationMs,
  }));
  return { ...deliveryBody(record), body: record.body, made };
}

export function testBody({ messageId, says, outcome }: TestedWebhook): z.output<typeof TestBody> {
  const { status, reason, durationMs, excerpt }: Outcome = outcome;
  return {
    ok: reason === null,
    message_id: messageId,
    says,
    status,
    reason,
    duration_ms: durationMs,
    excerpt,
  };
}

function textOf(instant: Date | null): string | null {
  return instant && instant.toISOString();
}
