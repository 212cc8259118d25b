import { exportAudit } from "#domain/audit/export_audit.ts";
import { listAudit } from "#domain/audit/list_audit.ts";
import { createRoute, define, pageOf, problems } from "../../_openapi.ts";
import { AuditLineBody, AuditQuery, CSV_ANSWER, csvAnswer, filterOf, lineBody, wantsCsv } from "./schema.ts";

export const listAuditRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/audit",
    operationId: "listAudit",
    tags: ["audit"],
    summary: "What happened in the organization, the latest first",
    description:
      "Who did what, to what, from where, and within which request. As CSV it is everything that is found, sent while " +
      "it is read: that needs a fresh proof of who asks, and is on record itself.",
    request: { query: AuditQuery },
    responses: {
      200: {
        description: "A page of lines, or a file with all of them",
        content: { "application/json": { schema: pageOf(AuditLineBody) }, ...CSV_ANSWER },
      },
      ...problems("cursor_invalid", "permission_denied", "fresh_proof_required", "request_invalid"),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { limit, cursor, format, ...query } = c.req.valid("query");
    const { ctx, deps } = c.var;
    if (wantsCsv(c, { format })) {
      const pages = await exportAudit(ctx, deps.identity, filterOf(query));
      return csvAnswer(c, ctx.organization.subdomain, pages);
    }
    const page = await listAudit(ctx, { ...filterOf(query), limit, cursor });
    return c.json({ items: page.items.map(lineBody), next_cursor: page.nextCursor }, 200);
  },
);
