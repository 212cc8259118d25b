/** Files that a job makes: asked for here, and fetched by a link when they are ready. */
import type { ExportFile } from "#domain/exports/export_file.ts";
import { openExport } from "#domain/exports/open_export.ts";
import { getExport, listExports } from "#domain/exports/read_exports.ts";
import { requestExport } from "#domain/exports/request_export.ts";
import { FILE_ANSWER, storedFileAnswer } from "../../_file.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import {
  ExportBody,
  exportBody,
  exportPath,
  ExportRecordBody,
  exportRecordBody,
  ExportRequestBody,
} from "./schema.ts";

const READERS = { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] } as const;

export const listExportsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/exports",
    operationId: "listExports",
    tags: ["exports"],
    summary: "Your own exports, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ExportBody), "A page of exports"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const page = await listExports(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(exportBody), next_cursor: page.nextCursor }, 200);
  },
);

export const requestExportRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/exports",
    operationId: "requestExport",
    tags: ["exports"],
    summary: "Ask for a file, however large it is",
    description:
      "A job makes it, of what you may read then. Read it until its status is `ready`: it has a link to the file, good " +
      "for 24 hours and for you alone. The file is kept for 7 days.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(ExportRequestBody, "What the file is to hold") },
    },
    responses: {
      202: json(ExportBody, "It will be made"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "export_limit",
        "files_not_configured",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  READERS,
  async (c) => {
    const { lang, ...content } = c.req.valid("json");
    const ctx = await repeatable<ExportFile>(c, (made) => ({
      status: 202,
      body: exportBody(made),
      location: exportPath(made),
    }));
    const made = await requestExport(ctx, { ...content, locale: lang });
    return c.json(exportBody(made), 202, { Location: exportPath(made) });
  },
);

export const getExportRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/exports/{id}",
    operationId: "getExport",
    tags: ["exports"],
    summary: "How an export is doing, with a new link to its file",
    request: { params: IdParam },
    responses: {
      200: json(ExportRecordBody, "The export"),
      ...problems("export_not_found", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const { ctx, deps } = c.var;
    const found = await getExport(ctx, deps.identity, c.req.valid("param").id);
    return c.json(exportRecordBody(found), 200, { "Cache-Control": "no-store" });
  },
);

export const getExportFileRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/exports/{id}/file",
    operationId: "getExportFile",
    tags: ["exports"],
    summary: "The file of an export",
    request: {
      params: IdParam,
      query: z.object({
        token: z.string().max(100).meta({ description: "Of the export's link", example: "1795870809.9f86" }),
      }),
    },
    responses: {
      200: FILE_ANSWER,
      ...problems(
        "permission_denied",
        "export_not_found",
        "export_link_ended",
        "export_state",
        "request_invalid",
        "files_unavailable",
      ),
    },
  }),
  READERS,
  async (c) => {
    const { ctx, deps } = c.var;
    const { token } = c.req.valid("query");
    const file = await openExport(ctx, deps.identity, { id: c.req.valid("param").id, token });
    return storedFileAnswer(c, file);
  },
);
