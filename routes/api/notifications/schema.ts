/** Notifications and preferences as the API shows them. */
import { z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "#domain/events/event_types.ts";
import { DEFAULT_CHOICES, MAIL_WAYS } from "#domain/notifications/choices.ts";
import type { OwnPreferences } from "#domain/notifications/get_preferences.ts";
import type { Notification } from "#domain/notifications/notification.ts";
import { SEVERITIES } from "#domain/novedades/severity.ts";
import { formatRadicado } from "#domain/radicado.ts";

const NOTIFICATION_ID = "0192f0e1-3c4d-7e5f-8a6b-7c8d9e0f1a2b";
const SOLICITUD_ID = "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e";

export const NOTIFICATION = {
  id: NOTIFICATION_ID,
  position: 1764241445120,
  type: "novedad.created",
  severity: "high",
  event_id: "0192f0e0-2b3c-7d4e-9f5a-6b7c8d9e0f1a",
  occurred_at: "2026-11-27T11:04:05.120Z",
  solicitud_id: SOLICITUD_ID,
  radicado: "11001400308220179999900",
  radicado_formatted: "11001-40-03-082-2017-99999-00",
  alias: "Ejecutivo Pérez",
  nombre: null,
  data: {
    solicitud_id: SOLICITUD_ID,
    radicado: "11001400308220179999900",
    execution_id: "0192f0c5-7b3f-7d2c-8e4e-3c2f5b6d7e8f",
    novedad_ids: ["0192f0d1-1c2d-7e3f-8a4b-5c6d7e8f9a0b"],
    severity: "high",
  },
  is_read: false,
  read_at: null,
  links: linksOf(NOTIFICATION_ID, { solicitudId: SOLICITUD_ID, nombre: null }),
} as const;

export const NotificationBody = z.object({
  id: z.uuid(),
  position: z.int().meta({ description: "In the caller's feed: the later, the higher" }),
  type: z.enum(EVENT_TYPES),
  severity: z.enum(SEVERITIES).nullable().meta({
    description: "Of what is new, in a case or in a search; null elsewhere",
  }),
  event_id: z.uuid().meta({ description: "As webhooks name it" }),
  occurred_at: z.iso.datetime(),
  solicitud_id: z.uuid().nullable().meta({ description: "Null where it is about the organization" }),
  radicado: z.string().nullable(),
  radicado_formatted: z.string().nullable(),
  alias: z.string().nullable(),
  nombre: z.string().nullable().meta({ description: "What a search by name looks for; null elsewhere" }),
  data: z.record(z.string(), z.unknown()).meta({ description: "What happened, as webhooks get it" }),
  is_read: z.boolean(),
  read_at: z.iso.datetime().nullable(),
  links: z.object({
    read: z.string(),
    solicitud: z.string().nullable(),
    hits: z.string().nullable().meta({ description: "What a search by name shows" }),
  }),
}).openapi("Notification", { example: NOTIFICATION });

export function notificationBody(notification: Notification): z.output<typeof NotificationBody> {
  const { id, solicitudId, radicado, readAt } = notification;
  return {
    id,
    position: notification.position,
    type: notification.type,
    severity: notification.severity,
    event_id: notification.eventId,
    occurred_at: notification.occurredAt.toISOString(),
    solicitud_id: solicitudId,
    radicado,
    radicado_formatted: radicado === null ? null : formatRadicado(radicado),
    alias: notification.alias,
    nombre: notification.nombre,
    data: notification.data,
    is_read: readAt !== null,
    read_at: readAt?.toISOString() ?? null,
    links: linksOf(id, notification),
  };
}

function linksOf(id: string, { solicitudId, nombre }: Pick<Notification, "solicitudId" | "nombre">) {
  const solicitud = solicitudId === null ? null : `/api/v1/solicitudes/${solicitudId}`;
  return {
    read: `/api/v1/notifications/${id}/read`,
    solicitud,
    hits: solicitud !== null && nombre !== null ? `${solicitud}/hits` : null,
  };
}

const way = z.enum(MAIL_WAYS);

export const ChoicesBody = z.object({
  "solicitud.completed": way,
  "solicitud.failed": way,
  "solicitud.held": way,
  "novedad.created": way,
  "proceso.verified": way,
  "proceso.private": way,
  "bulk.completed": way,
  "quota.warning": way,
});

export const QuietHoursBody = z.strictObject({ from: z.string().max(5), until: z.string().max(5) });

export const PreferencesBody = z.object({
  email: z.boolean().meta({ description: "False: no notices by mail at all, whatever else was chosen" }),
  choices: ChoicesBody.meta({
    description: "By kind of event. What a solicitud's own `notify` says goes before it",
  }),
  least_severity: z.enum(SEVERITIES).meta({
    description: "Novedades below it wait for the daily digest instead of going at once",
  }),
  quiet_hours: QuietHoursBody.nullable().meta({
    description: "`HH:MM`, in which nothing goes at once: it goes when they end. Null: none",
  }),
  time_zone: z.string().nullable().meta({ description: "IANA, of your own; null: the organization's" }),
  zone: z.string().meta({ description: "The zone that holds" }),
  digest_hour: z.int().meta({
    description: "0 to 23: when digests go, on working days, or weekly on the first one of the week",
  }),
  text: z.object({
    phone: z.string().nullable().meta({ description: "E.164" }),
    enabled: z.boolean().meta({ description: "Novedades of high severity go there too" }),
    available: z.boolean().meta({ description: "Whether this LEXIA sends text messages" }),
  }),
}).openapi("NotificationPreferences", {
  example: {
    email: true,
    choices: DEFAULT_CHOICES,
    least_severity: "low",
    quiet_hours: { from: "20:00", until: "06:00" },
    time_zone: null,
    zone: "America/Bogota",
    digest_hour: 7,
    text: { phone: "+573001234567", enabled: true, available: true },
  },
});

export function preferencesBody(own: OwnPreferences): z.output<typeof PreferencesBody> {
  const { phone, hasTexts, canText } = own;
  return {
    email: own.email,
    choices: own.choices,
    least_severity: own.leastSeverity,
    quiet_hours: own.quietHours,
    time_zone: own.timeZone,
    zone: own.zone,
    digest_hour: own.digestHour,
    text: { phone, enabled: hasTexts, available: canText },
  };
}
