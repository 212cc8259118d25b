/** Pause, resume and execute: three endpoints of one shape. */
import type { Ctx } from "#domain/ctx.ts";
import { executeSolicitud, pauseSolicitud, resumeSolicitud } from "#domain/solicitudes/change_status.ts";
import type { Solicitud } from "#domain/solicitudes/solicitud.ts";
import { createRoute, define, type Endpoint, IdParam, json, problems } from "../../_openapi.ts";
import { etagOf, SolicitudBody, solicitudBody } from "./schema.ts";

export const pauseSolicitudRoute = moveRoute("pause", "Stop its runs until it is resumed", pauseSolicitud);
export const resumeSolicitudRoute = moveRoute(
  "resume",
  "Take its runs up again, with one now",
  resumeSolicitud,
);
export const executeSolicitudRoute = moveRoute("execute", "Look it up now", executeSolicitud);

function moveRoute(
  name: "pause" | "resume" | "execute",
  summary: string,
  verb: (ctx: Ctx, id: string) => Promise<Solicitud>,
): Endpoint {
  const route = createRoute({
    method: "post",
    path: `/api/v1/solicitudes/{id}/${name}`,
    operationId: `${name}Solicitud`,
    tags: ["solicitudes"],
    summary,
    request: { params: IdParam },
    responses: {
      200: json(SolicitudBody, "The solicitud as it is now"),
      ...problems(
        ...(name === "pause" ? [] : ["quota_exceeded" as const]),
        "solicitud_not_found",
        "solicitud_state",
        "request_invalid",
      ),
    },
  });
  return define(route, { anyOf: ["update_solicitudes"] }, async (c) => {
    const solicitud = await verb(c.var.ctx, c.req.valid("param").id);
    return c.json(solicitudBody(solicitud), 200, { ETag: etagOf(solicitud) });
  });
}
