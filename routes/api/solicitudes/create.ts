import { createSolicitud } from "#domain/solicitudes/create_solicitud.ts";
import { FREQUENCIES, type Solicitud } from "#domain/solicitudes/solicitud.ts";
import { IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, json, problems, text, z } from "../../_openapi.ts";
import { ParametrosBody } from "./parametros.ts";
import { etagOf, NotifyBody, RunOnBody, SolicitudBody, solicitudBody } from "./schema.ts";

const watch = {
  alias: text(200).nullish(),
  frequency: z.enum(FREQUENCIES).optional(),
  run_on: RunOnBody.optional(),
  notify: NotifyBody.partial().optional(),
};

const NewSolicitudBody = z.discriminatedUnion("tipo", [
  z.strictObject({
    tipo: z.literal("simple").optional(),
    radicado: z.string().min(1).max(60).meta({ description: "23 digits; spaces, dots and hyphens are fine" }),
    ...watch,
  }),
  z.strictObject({ tipo: z.literal("avanzada"), parametros: ParametrosBody, ...watch }),
]).openapi("NewSolicitud", {
  example: { tipo: "simple", radicado: "11001-40-03-082-2017-99999-00", alias: "Cobro de cartera" },
});

const route = createRoute({
  method: "post",
  path: "/api/v1/solicitudes",
  operationId: "createSolicitud",
  tags: ["solicitudes"],
  summary: "Start following a radicado, or a search by name",
  description:
    "Registers it and queues its first run; follow it under `links.progress`. What a search (`avanzada`) shows is " +
    "under `links.hits`.",
  request: {
    headers: IdempotencyHeader,
    body: { required: true, ...json(NewSolicitudBody, "What to follow") },
  },
  responses: {
    201: json(SolicitudBody, "The new solicitud"),
    ...problems(
      "request_malformed",
      "idempotency_key_invalid",
      "quota_exceeded",
      "solicitud_duplicate",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
      "radicado_invalid",
      "idempotency_key_reused",
    ),
  },
});

export const createSolicitudRoute = define(route, { anyOf: ["create_solicitudes"] }, async (c) => {
  const ctx = await repeatable<Solicitud>(c, (made) => {
    const body = solicitudBody(made);
    return { status: 201, body, location: body.links.self };
  });
  const { run_on: runOn, ...input } = c.req.valid("json");
  const solicitud = await createSolicitud(ctx, { ...input, runOn });
  const body = solicitudBody(solicitud);
  return c.json(body, 201, { Location: body.links.self, ETag: etagOf(solicitud) });
});
