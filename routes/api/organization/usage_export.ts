import { exportUsage } from "#domain/exports/export_usage.ts";
import { FILE_ANSWER, fileAnswer, FileQuery } from "../../_file.ts";
import { createRoute, define, problems } from "../../_openapi.ts";
import { SpanQuery } from "../analytics/schema.ts";

export const exportUsageRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/usage/export",
    operationId: "exportUsage",
    tags: ["organization"],
    summary: "Queries used, day by day, as a file",
    request: { query: SpanQuery.extend(FileQuery.shape) },
    responses: { 200: FILE_ANSWER, ...problems("request_invalid") },
  }),
  { anyOf: ["view_org_analytics", "manage_billing"] },
  async (c) => {
    const { format, lang, ...span } = c.req.valid("query");
    const sheet = await exportUsage(c.var.ctx, { ...span, format });
    return await fileAnswer(c, { kind: "sheet", sheet }, { format, lang, name: "usage" });
  },
);
