/** The mapping of an upload, and pause, resume and cancel: three endpoints of one shape. */
import { cancelBulk, pauseBulk, resumeBulk } from "#domain/bulk/change_bulk.ts";
import { mapBulk } from "#domain/bulk/map_bulk.ts";
import type { BulkUpload } from "#domain/bulk/upload.ts";
import type { Ctx } from "#domain/ctx.ts";
import { createRoute, define, type Endpoint, IdParam, json, problems } from "../../_openapi.ts";
import { BulkBody, bulkBody, MappingBody } from "./schema.ts";

export const mapBulkRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/solicitudes/bulk/{id}/mapping",
    operationId: "mapBulk",
    tags: ["bulk"],
    summary: "Say which column is which",
    description:
      "Of an upload that is `needs_mapping`. Its rows are read then, and followed as of any other upload.",
    request: { params: IdParam, body: { required: true, ...json(MappingBody, "The columns") } },
    responses: {
      202: json(BulkBody, "Taken: its first lookups take their turn"),
      ...problems(
        "request_malformed",
        "quota_exceeded",
        "bulk_not_found",
        "bulk_state",
        "content_type_unsupported",
        "bulk_mapping_invalid",
        "file_unreadable",
        "request_invalid",
        "files_unavailable",
        "bulk_busy",
      ),
    },
  }),
  { anyOf: ["bulk_operations"] },
  async (c) => c.json(bulkBody(await mapBulk(c.var.ctx, c.req.valid("param").id, c.req.valid("json"))), 202),
);

export const pauseBulkRoute = moveRoute("pause", "Let its solicitudes that have not run yet wait", pauseBulk);
export const resumeBulkRoute = moveRoute("resume", "Let them take their turn again", resumeBulk);
export const cancelBulkRoute = moveRoute("cancel", "Give up those that have not run yet", cancelBulk);

function moveRoute(
  name: "pause" | "resume" | "cancel",
  summary: string,
  verb: (ctx: Ctx, id: string) => Promise<BulkUpload>,
): Endpoint {
  const route = createRoute({
    method: "post",
    path: `/api/v1/solicitudes/bulk/{id}/${name}`,
    operationId: `${name}Bulk`,
    tags: ["bulk"],
    summary,
    request: { params: IdParam },
    responses: {
      200: json(BulkBody, "The upload as it is now"),
      ...problems("bulk_not_found", "bulk_state", "request_invalid"),
    },
  });
  return define(
    route,
    { anyOf: ["bulk_operations"] },
    async (c) => c.json(bulkBody(await verb(c.var.ctx, c.req.valid("param").id)), 200),
  );
}
