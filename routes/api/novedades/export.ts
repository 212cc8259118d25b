import { exportNovedades } from "#domain/exports/export_novedades.ts";
import { FILE_ANSWER, fileAnswer, FileQuery } from "../../_file.ts";
import { createRoute, define, problems } from "../../_openapi.ts";
import { filterOf, NovedadQuery, READERS } from "./read.ts";

export const exportNovedadesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/novedades/export",
    operationId: "exportNovedades",
    tags: ["novedades"],
    summary: "What is new, as a file",
    description:
      "All that the filter finds, sent while it is read. A document to print has at most 2,000 rows. For very " +
      "many rows, POST /api/v1/exports makes the file meanwhile.",
    request: { query: NovedadQuery.omit({ limit: true, cursor: true }).extend(FileQuery.shape) },
    responses: { 200: FILE_ANSWER, ...problems("export_too_large", "request_invalid") },
  }),
  READERS,
  async (c) => {
    const { format, lang, ...query } = c.req.valid("query");
    const { ctx, deps } = c.var;
    const sheet = await exportNovedades(ctx, deps.identity, { filter: filterOf(query), format });
    return await fileAnswer(c, { kind: "sheet", sheet }, { format, lang, name: "novedades" });
  },
);
