import { findPeople, type KnownPerson } from "#domain/operations/find_people.ts";
import { ROLES } from "#domain/authz.ts";
import { createRoute, definePlatform, json, pageOf, PageQuery, problems, text, z } from "../_openapi.ts";

const KnownPersonBody = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  organization: z.object({ id: z.uuid(), name: z.string(), subdomain: z.string(), is_active: z.boolean() })
    .nullable().meta({ description: "Null: an operator of the platform" }),
  is_active: z.boolean(),
  last_seen_at: z.iso.datetime().nullable(),
}).openapi("KnownPerson", {
  example: {
    id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    name: "Ana Pérez",
    email: "ana@acme.example",
    role: "org_admin",
    organization: {
      id: "0192f0c4-0000-7000-8000-000000000001",
      name: "Acme Abogados",
      subdomain: "acme",
      is_active: true,
    },
    is_active: true,
    last_seen_at: "2026-11-20T15:59:58.100Z",
  },
});

export const findPeopleRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/people",
    operationId: "findPeople",
    tags: ["admin"],
    summary: "People of all organizations and of the platform, by name",
    description: "Looking is on record, with what was looked for.",
    request: {
      query: PageQuery.extend({
        q: text(200).trim().optional().meta({ description: "Part of a name or an e-mail address" }),
        organization_id: z.uuid().toLowerCase().optional().meta({ description: "Of this organization only" }),
      }),
    },
    responses: {
      200: json(pageOf(KnownPersonBody), "A page of people"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  async (c) => {
    const { q: search, organization_id: organizationId, ...page } = c.req.valid("query");
    const { items, nextCursor } = await findPeople(c.var.platformCtx, { search, organizationId, ...page });
    return c.json({ items: items.map(personBody), next_cursor: nextCursor }, 200);
  },
);

function personBody({ organization, isActive, lastSeenAt, ...person }: KnownPerson) {
  return {
    ...person,
    organization: organization && {
      id: organization.id,
      name: organization.name,
      subdomain: organization.subdomain,
      is_active: organization.isActive,
    },
    is_active: isActive,
    last_seen_at: lastSeenAt && lastSeenAt.toISOString(),
  };
}
