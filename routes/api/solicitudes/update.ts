import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import { updateSolicitud } from "#domain/solicitudes/update_solicitud.ts";
import { expectedVersion, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, IdParam, json, problems, text, z } from "../../_openapi.ts";
import { etagOf, NotifyBody, RunOnBody, SolicitudBody, solicitudBody } from "./schema.ts";

const ChangesBody = z.strictObject({
  alias: text(200).nullable().optional(),
  frequency: z.enum(FREQUENCIES).optional(),
  run_on: RunOnBody.optional(),
  notify: NotifyBody.partial().optional(),
}).openapi("SolicitudChanges", {
  example: { alias: "Cobro de cartera 2026", frequency: "weekly", run_on: "judicial_days" },
});

const route = createRoute({
  method: "patch",
  path: "/api/v1/solicitudes/{id}",
  operationId: "updateSolicitud",
  tags: ["solicitudes"],
  summary: "Change a solicitud's name, frequency or notices",
  request: {
    params: IdParam,
    headers: IfMatchHeader,
    body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
  },
  responses: {
    200: json(SolicitudBody, "The solicitud as it is now"),
    ...problems(
      "request_malformed",
      "solicitud_not_found",
      "version_conflict",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
    ),
  },
});

export const updateSolicitudRoute = define(route, { anyOf: ["update_solicitudes"] }, async (c) => {
  const { run_on: runOn, ...changes } = c.req.valid("json");
  const solicitud = await updateSolicitud(c.var.ctx, {
    id: c.req.valid("param").id,
    version: expectedVersion(c),
    changes: { ...changes, runOn },
  });
  return c.json(solicitudBody(solicitud), 200, { ETag: etagOf(solicitud) });
});
