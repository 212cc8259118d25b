/** What an organization takes out as a whole, and who of the platform has looked into it. */
import { listOwnImpersonations } from "#domain/impersonations/list_impersonations.ts";
import { exportOrganization } from "#domain/organizations/export_organization.ts";
import { attachment } from "../../_attachment.ts";
import { createRoute, define, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import { ImpersonationBody, impersonationBody } from "../../admin/impersonations.ts";

export const EXPORT_TYPE = "application/jsonl";

export const exportAnswer = {
  description:
    "JSON Lines: a head, `{table, row}` for each row without secrets, and a last line with the number of " +
    "rows of each table and the SHA-256 of all lines before it. Without that line the file is not whole.",
  content: {
    [EXPORT_TYPE]: {
      schema: z.string(),
      example:
        '{"format":"lexia.organization_export","version":1}\n{"table":"users","row":{"name":"Ana Pérez"}}\n',
    },
  },
};

export const exportOwnOrganizationRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/export",
    operationId: "exportOwnOrganization",
    tags: ["organization"],
    summary: "Everything of your organization, as one file",
    responses: { 200: exportAnswer, ...problems("fresh_proof_required") },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { fileName, lines } = await exportOrganization(c.var.ctx, c.var.deps.identity);
    return attachment<string>(c, lines, { type: EXPORT_TYPE, name: fileName });
  },
);

export const listOwnImpersonationsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/impersonations",
    operationId: "listOwnImpersonations",
    tags: ["organization"],
    summary: "When operators of the platform looked into your organization, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ImpersonationBody), "A page of them"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const page = await listOwnImpersonations(c.var.ctx, c.var.deps.identity, c.req.valid("query"));
    return c.json({ items: page.items.map(impersonationBody), next_cursor: page.nextCursor }, 200);
  },
);
