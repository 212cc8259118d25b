import { deleteSolicitud } from "#domain/solicitudes/delete_solicitud.ts";
import { expectedVersion, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, IdParam, problems } from "../../_openapi.ts";

const route = createRoute({
  method: "delete",
  path: "/api/v1/solicitudes/{id}",
  operationId: "deleteSolicitud",
  tags: ["solicitudes"],
  summary: "Stop following for good",
  description: "Its executions go, and its procesos too unless a colleague follows the same radicado.",
  request: { params: IdParam, headers: IfMatchHeader },
  responses: {
    204: { description: "Gone" },
    ...problems("solicitud_not_found", "version_conflict", "request_invalid"),
  },
});

export const deleteSolicitudRoute = define(route, { anyOf: ["delete_solicitudes"] }, async (c) => {
  await deleteSolicitud(c.var.ctx, { id: c.req.valid("param").id, version: expectedVersion(c) });
  return c.body(null, 204);
});
