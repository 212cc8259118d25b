import { exportAllAudit, listAllAudit } from "#domain/audit/list_all_audit.ts";
import { createRoute, definePlatform, pageOf, problems, z } from "../_openapi.ts";
import {
  AnyAuditLineBody,
  anyLineBody,
  AuditQuery,
  CSV_ANSWER,
  csvAnswer,
  filterOf,
  wantsCsv,
} from "../api/audit/schema.ts";

export const listAllAuditRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/audit",
    operationId: "listAllAudit",
    tags: ["admin"],
    summary: "What happened in all organizations and on the platform, the latest first",
    description: "Looking is on record itself. As CSV it needs a fresh proof of who asks.",
    request: {
      query: AuditQuery.extend({
        organization_id: z.uuid().toLowerCase().optional().meta({ description: "Of this organization only" }),
      }),
    },
    responses: {
      200: {
        description: "A page of lines, or a file with all of them",
        content: { "application/json": { schema: pageOf(AnyAuditLineBody) }, ...CSV_ANSWER },
      },
      ...problems("cursor_invalid", "permission_denied", "fresh_proof_required", "request_invalid"),
    },
  }),
  async (c) => {
    const { limit, cursor, format, organization_id: organizationId, ...query } = c.req.valid("query");
    const { platformCtx, deps } = c.var;
    const filter = { ...filterOf(query), organizationId };
    if (wantsCsv(c, { format })) {
      return csvAnswer(c, "platform", await exportAllAudit(platformCtx, deps.identity, filter));
    }
    const page = await listAllAudit(platformCtx, { ...filter, limit, cursor });
    return c.json({ items: page.items.map(anyLineBody), next_cursor: page.nextCursor }, 200);
  },
);
