import { exportCase } from "#domain/exports/export_case.ts";
import { exportSolicitudes } from "#domain/exports/export_solicitudes.ts";
import { FILE_ANSWER, fileAnswer, FileQuery } from "../../_file.ts";
import { createRoute, define, IdParam, problems, z } from "../../_openapi.ts";
import { filterOf, SolicitudQuery } from "./list.ts";

const access = { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] } as const;

export const exportSolicitudesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/export",
    operationId: "exportSolicitudes",
    tags: ["solicitudes"],
    summary: "The list of solicitudes as a file",
    description:
      "All that the filter finds, sent while it is read. A document to print has at most 2,000 rows.",
    request: { query: SolicitudQuery.omit({ limit: true, cursor: true }).extend(FileQuery.shape) },
    responses: { 200: FILE_ANSWER, ...problems("export_too_large", "request_invalid") },
  }),
  access,
  async (c) => {
    const { format, lang, ...query } = c.req.valid("query");
    const { ctx, deps } = c.var;
    const sheet = await exportSolicitudes(ctx, deps.identity, { filter: filterOf(query), format });
    return await fileAnswer(c, { kind: "sheet", sheet }, { format, lang, name: "solicitudes" });
  },
);

export const exportCaseRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/export",
    operationId: "exportSolicitud",
    tags: ["solicitudes"],
    summary: "A case with all that is known of it, as a file",
    description:
      "As PDF, a report to send to a client: letterhead, parties, timeline, and what was checked when. As CSV the docket entries.",
    request: {
      params: IdParam,
      query: FileQuery.extend({
        proceso_id: z.uuid().optional().meta({ description: "Of several procesos, that one alone" }),
      }),
    },
    responses: {
      200: FILE_ANSWER,
      ...problems("solicitud_not_found", "proceso_not_found", "export_not_ready", "request_invalid"),
    },
  }),
  access,
  async (c) => {
    const { format, lang, proceso_id: procesoId } = c.req.valid("query");
    const report = await exportCase(c.var.ctx, { id: c.req.valid("param").id, procesoId, format });
    const name = report.radicado.replaceAll("-", "");
    return await fileAnswer(c, { kind: "case", report }, { format, lang, name });
  },
);
