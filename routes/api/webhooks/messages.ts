/** What LEXIA sends to webhooks, event by event, in the `webhooks` section of the API's document. */
import { z } from "@hono/zod-openapi";
import type { EventData, EventType } from "#domain/events/event_types.ts";
import type { App } from "../../_openapi.ts";

const SOLICITUD = "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e";
const EXECUTION = "0192f0c9-4442-7aaa-8bbb-0123456789ab";
const RADICADO = "11001400308220179999900";
const EVENT = "0192f0c9-4443-7aaa-8bbb-0123456789ab";
const OCCURRED_AT = "2026-11-26T15:00:00.000Z";

const radicado = z.string().meta({ description: "23 digits" });

interface Message<K extends EventType> {
  summary: string;
  data: z.ZodType<EventData[K]>;
  example: EventData[K];
}

const MESSAGES: { [K in EventType]: Message<K> } = {
  "solicitud.completed": {
    summary:
      "A solicitud got its first trustworthy answer, or one that runs once has got it; or a search shows " +
      "cases that it did not show before, or none any more since they are more than a thousand (`too_many`)",
    data: z.object({
      solicitud_id: z.uuid(),
      radicado: radicado.nullable(),
      execution_id: z.uuid(),
      result: z.string(),
      hits: z.object({ total: z.int(), new: z.int(), gone: z.int() }).optional().meta({
        description:
          "Of a search by name: what it shows, what came since it was told, what went with this run",
      }),
      severity: z.enum(["low", "normal", "high"]).nullish().meta({
        description: "Of a search that tells something new: as urgent as a case that is added to a radicado",
      }),
    }),
    example: {
      solicitud_id: SOLICITUD,
      radicado: null,
      execution_id: EXECUTION,
      result: "found",
      hits: { total: 14, new: 2, gone: 0 },
      severity: "high",
    },
  },
  "solicitud.failed": {
    summary: "No attempt got a trustworthy answer",
    data: z.object({
      solicitud_id: z.uuid(),
      radicado: radicado.nullable(),
      execution_id: z.uuid().nullable(),
      reason: z.string(),
    }),
    example: {
      solicitud_id: SOLICITUD,
      radicado: RADICADO,
      execution_id: EXECUTION,
      reason: "portal_silent",
    },
  },
  "solicitud.held": {
    summary: "The month's queries are used up: it runs again when the month turns or the plan changes",
    data: z.object({
      solicitud_id: z.uuid(),
      radicado: radicado.nullable(),
      reason: z.string(),
      resumes_at: z.iso.datetime(),
    }),
    example: {
      solicitud_id: SOLICITUD,
      radicado: RADICADO,
      reason: "quota_exceeded",
      resumes_at: "2026-12-01T05:00:00.000Z",
    },
  },
  "novedad.created": {
    summary: "Novelties that one check found: one message, however many they are",
    data: z.object({
      solicitud_id: z.uuid(),
      radicado,
      execution_id: z.uuid(),
      novedad_ids: z.array(z.uuid()).readonly(),
      severity: z.enum(["low", "normal", "high"]),
    }),
    example: {
      solicitud_id: SOLICITUD,
      radicado: RADICADO,
      execution_id: EXECUTION,
      novedad_ids: ["0192f0c9-4441-7aaa-8bbb-0123456789ab"],
      severity: "normal",
    },
  },
  "proceso.verified": {
    summary: "Checked, and nothing new",
    data: z.object({
      solicitud_id: z.uuid(),
      radicado: radicado.nullable(),
      execution_id: z.uuid(),
      evidence: z.string().nullable().meta({ description: "Hash of the portal's answer" }),
    }),
    example: {
      solicitud_id: SOLICITUD,
      radicado: RADICADO,
      execution_id: EXECUTION,
      evidence: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
  },
  "proceso.private": {
    summary: "A case turned private, or public again",
    data: z.object({
      solicitud_id: z.uuid(),
      radicado,
      id_proceso: z.string(),
      is_private: z.boolean(),
    }),
    example: { solicitud_id: SOLICITUD, radicado: RADICADO, id_proceso: "128374650", is_private: true },
  },
  "bulk.completed": {
    summary: "A bulk upload has been worked through",
    data: z.object({
      bulk_id: z.uuid(),
      status: z.string(),
      total: z.int(),
      valid: z.int(),
      invalid: z.int(),
    }),
    example: { bulk_id: SOLICITUD, status: "completed", total: 120, valid: 118, invalid: 2 },
  },
  "quota.warning": {
    summary: "80 % or 100 % of the month's queries are used",
    data: z.object({
      month: z.string(),
      used: z.int(),
      limit: z.int(),
      percent: z.union([z.literal(80), z.literal(100)]),
      resets_at: z.iso.datetime(),
    }),
    example: { month: "2026-11", used: 80, limit: 100, percent: 80, resets_at: "2026-12-01T05:00:00.000Z" },
  },
};

const Headers = z.object({
  "webhook-id": z.uuid().meta({ description: "Of the message: the same at each attempt" }),
  "webhook-timestamp": z.string().meta({ description: "Of this attempt, in seconds since the epoch" }),
  "webhook-signature": z.string().meta({
    description:
      "`v1,` and the HMAC-SHA256 of `id.timestamp.body`, base64; two of them while a secret is rotated",
  }),
});

/** Adds every message to the document. */
export function registerMessages(app: App): void {
  for (const [type, message] of Object.entries(MESSAGES)) {
    const { summary, data, example } = message;
    const schema = z.object({
      type: z.literal(type),
      timestamp: z.iso.datetime().meta({ description: "When it happened" }),
      event_id: z.uuid().meta({ description: "The same for every webhook that is told of it" }),
      data,
    }).openapi(`Message${nameOf(type)}`, {
      example: { type, timestamp: OCCURRED_AT, event_id: EVENT, data: example },
    });
    app.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      operationId: `webhook${nameOf(type)}`,
      tags: ["webhooks"],
      summary,
      request: { headers: Headers, body: { required: true, content: { "application/json": { schema } } } },
      responses: {
        "2XX": { description: "Taken" },
        410: { description: "Wants no more messages: the webhook is disabled" },
        429: { description: "Asked again when `Retry-After` says; 503 means the same" },
        default: { description: "Not taken: tried again" },
      },
    });
  }
}

/** `solicitud.completed` is `SolicitudCompleted`. */
function nameOf(type: string): string {
  return type.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
