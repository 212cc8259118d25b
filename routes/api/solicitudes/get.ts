import { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import { createRoute, define, IdParam, json, problems } from "../../_openapi.ts";
import { etagOf, SolicitudBody, solicitudBody } from "./schema.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/solicitudes/{id}",
  operationId: "getSolicitud",
  tags: ["solicitudes"],
  summary: "Read one solicitud",
  request: { params: IdParam },
  responses: {
    200: json(SolicitudBody, "The solicitud"),
    ...problems("solicitud_not_found", "request_invalid"),
  },
});

export const getSolicitudRoute = define(
  route,
  { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] },
  async (c) => {
    const solicitud = await getSolicitud(c.var.ctx, c.req.valid("param").id);
    return c.json(solicitudBody(solicitud), 200, { ETag: etagOf(solicitud) });
  },
);
