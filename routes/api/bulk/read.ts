/** Uploads, the rows that were not taken, and empty lists to fill in. */
import { getBulk } from "#domain/bulk/get_bulk.ts";
import { listBulkErrors } from "#domain/bulk/list_bulk_errors.ts";
import { listBulks } from "#domain/bulk/list_bulks.ts";
import { reviewBulk } from "#domain/bulk/review_bulk.ts";
import { bulkTemplate } from "#domain/bulk/template.ts";
import { errorCells, errorHeadings } from "#views/bulk/words.ts";
import { csvStream } from "../../_csv.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import { BulkBody, bulkBody, BulkReviewBody, mappingIn, MappingQuery, reviewBody } from "./schema.ts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const file = { schema: z.string().meta({ format: "binary" }) };

export const listBulksRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/bulk",
    operationId: "listBulks",
    tags: ["bulk"],
    summary: "List bulk uploads",
    description:
      "The newest first: the organization's for who may read all solicitudes, else the caller's own.",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(BulkBody), "A page of uploads with their progress"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  { anyOf: ["bulk_operations"] },
  async (c) => {
    const { items, nextCursor } = await listBulks(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(bulkBody), next_cursor: nextCursor }, 200);
  },
);

export const getBulkRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/bulk/{id}",
    operationId: "getBulk",
    tags: ["bulk"],
    summary: "An upload and how far it has come",
    request: { params: IdParam },
    responses: { 200: json(BulkBody, "The upload"), ...problems("bulk_not_found", "request_invalid") },
  }),
  { anyOf: ["bulk_operations"] },
  async (c) => c.json(bulkBody(await getBulk(c.var.ctx, c.req.valid("param").id)), 200),
);

export const listBulkErrorsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/bulk/{id}/errors.csv",
    operationId: "listBulkErrors",
    tags: ["bulk"],
    summary: "The rows that were not taken, and why",
    description:
      "Line by line, for a spreadsheet: the code is for programs, the sentence for people. `reference` is the id of the " +
      "solicitud that is there already, or the line that came first.",
    request: {
      params: IdParam,
      query: z.object({ lang: z.enum(["es", "en"]).default("es").meta({ description: "Of the sentences" }) }),
    },
    responses: {
      200: { description: "A file", content: { "text/csv": { schema: z.string() } } },
      ...problems("bulk_not_found", "request_invalid"),
    },
  }),
  { anyOf: ["bulk_operations"] },
  async (c) => {
    const { id } = c.req.valid("param");
    const { lang } = c.req.valid("query");
    const { kind, pages } = await listBulkErrors(c.var.ctx, id);
    async function* rows() {
      for await (const errors of pages) yield errors.map((error) => errorCells(error, lang));
    }
    return c.body(csvStream(errorHeadings(lang, kind === "pdf"), rows()), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="errors-${id}.csv"`,
      "Cache-Control": "no-store",
    });
  },
);

export const reviewBulkRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/bulk/{id}/review",
    operationId: "reviewBulk",
    tags: ["bulk"],
    summary: "What would become of an upload's rows",
    description:
      "Of an upload that is `needs_mapping`: which rows would be followed with that mapping, and why the others would " +
      "not. Nothing is followed until the mapping is sent.",
    request: { params: IdParam, query: MappingQuery },
    responses: {
      200: json(BulkReviewBody, "Row by row"),
      ...problems(
        "bulk_not_found",
        "bulk_state",
        "bulk_mapping_invalid",
        "file_unreadable",
        "request_invalid",
        "files_unavailable",
        "bulk_busy",
      ),
    },
  }),
  { anyOf: ["bulk_operations"] },
  async (c) => {
    const mapping = mappingIn(c.req.valid("query"));
    return c.json(reviewBody(await reviewBulk(c.var.ctx, c.req.valid("param").id, mapping)), 200);
  },
);

export const bulkTemplateRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/bulk/template",
    operationId: "getBulkTemplate",
    tags: ["bulk"],
    summary: "An empty list to fill in",
    description: "With two examples. The column of the radicados is text, so that no digit is lost.",
    request: { query: z.object({ format: z.enum(["xlsx", "csv"]).default("xlsx") }) },
    responses: {
      200: { description: "A file", content: { [XLSX]: file, "text/csv": { schema: z.string() } } },
      ...problems("request_invalid"),
    },
  }),
  { anyOf: ["bulk_operations"] },
  (c) => {
    const { format } = c.req.valid("query");
    return c.body(bulkTemplate(c.var.ctx, format), 200, {
      "Content-Type": format === "csv" ? "text/csv; charset=utf-8" : XLSX,
      "Content-Disposition": `attachment; filename="radicados.${format}"`,
    });
  },
);
