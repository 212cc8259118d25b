import type { ExportDocument } from "#domain/exports/export_document.ts";
import { exportSolicitud } from "#domain/exports/export_solicitud.ts";
import { exportSolicitudes } from "#domain/exports/export_solicitudes.ts";
import { FILE_ANSWER, fileAnswer, FileQuery } from "../../_file.ts";
import { createRoute, define, IdParam, problems, z } from "../../_openapi.ts";
import { hitFilterOf, HitQuery } from "./hits.ts";
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

/** As JSON, of a search. */
const HITS_EXAMPLE = {
  nombre: "Empresa Ficticia",
  alias: null,
  tipo_persona: "juridica",
  solo_recientes: "no",
  place: "CALDAS",
  only_followed: "no",
  last_verified_at: "2026-11-23T15:04:27.310Z",
  remark: null,
  hits: [{
    radicado: "17001-40-03-002-2024-99999-00",
    radicado_digits: "17001400300220249999900",
    id_proceso: "987654323",
    despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES",
    departamento: "CALDAS",
    sujetos: "Demandante: EMPRESA FICTICIA S.A.S. | Demandado: PERSONA INVENTADA",
    filed_on: "2024-03-06",
    last_actuacion_on: "2026-05-22",
    is_private: "no",
    is_new_hit: "no",
    first_seen_at: "2026-11-20T15:04:27.310Z",
    last_seen_at: "2026-11-23T15:04:27.310Z",
    gone_at: null,
    is_followed: "no",
  }],
};

export const exportSolicitudRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/export",
    operationId: "exportSolicitud",
    tags: ["solicitudes"],
    summary: "All that is known of what a solicitud follows, as a file",
    description:
      "Of a radicado its case; as PDF, a report to send to a client: letterhead, parties, timeline, and what was checked " +
      "when; as CSV the docket entries. Of a search by name its hits as a table, narrowed as the list of hits is; above " +
      "it stands what was looked for, when that was last verified, and whether there are more hits than the portal " +
      "shows. A document to print has at most 2,000 rows.",
    request: {
      params: IdParam,
      query: FileQuery.extend({
        proceso_id: z.uuid().optional().meta({ description: "Of several procesos, that one alone" }),
      }).extend(HitQuery.shape),
    },
    responses: {
      200: {
        ...FILE_ANSWER,
        content: {
          ...FILE_ANSWER.content,
          "application/json": { schema: z.unknown(), example: HITS_EXAMPLE },
        },
      },
      ...problems("solicitud_not_found", "proceso_not_found", "export_too_large", "request_invalid"),
    },
  }),
  access,
  async (c) => {
    const { format, lang, proceso_id: procesoId, ...filter } = c.req.valid("query");
    const { ctx, deps } = c.var;
    const document = await exportSolicitud(ctx, deps.identity, {
      id: c.req.valid("param").id,
      procesoId,
      hits: hitFilterOf(filter),
      format,
    });
    return await fileAnswer(c, document, { format, lang, name: nameOf(document) });
  },
);

function nameOf(document: ExportDocument): string {
  return document.kind === "sheet" ? document.sheet.name : document.report.radicado.replaceAll("-", "");
}
