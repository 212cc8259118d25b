import { createOrganization } from "#domain/organizations/create_organization.ts";
import { listOrganizations } from "#domain/organizations/list_organizations.ts";
import type { OrganizationRecord } from "#domain/organizations/record.ts";
import { updateOrganization } from "#domain/organizations/update_organization.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatableBy } from "../_idempotency.ts";
import { createRoute, definePlatform, IdParam, json, pageOf, PageQuery, problems, z } from "../_openapi.ts";

const plan = z.enum(["free", "pro", "enterprise"]);
const limit = z.int().min(0).max(2_147_483_647).nullable();

export const OrganizationBody = z.object({
  id: z.uuid(),
  name: z.string(),
  subdomain: z.string(),
  plan: z.string(),
  max_users: limit,
  max_queries_per_month: limit,
  max_requests_per_minute: limit,
  is_active: z.boolean(),
  delete_after: z.iso.datetime().nullable().meta({
    description: "When everything of it is deleted; null: nobody has asked for that",
  }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).openapi("OrganizationRecord", {
  example: {
    id: "0192f0c4-0000-7000-8000-000000000001",
    name: "Acme Abogados",
    subdomain: "acme",
    plan: "pro",
    max_users: 25,
    max_queries_per_month: 5000,
    max_requests_per_minute: null,
    is_active: true,
    delete_after: null,
    created_at: "2026-11-20T15:00:00.000Z",
    updated_at: "2026-11-20T15:00:00.000Z",
  },
});

const NewOrganizationBody = z.strictObject({
  name: z.string().min(1).max(255),
  subdomain: z.string().min(1).max(50),
  plan: plan.optional(),
  max_users: limit.optional(),
  max_queries_per_month: limit.optional(),
  max_requests_per_minute: limit.optional(),
  administrator: z.strictObject({
    name: z.string().min(1).max(200),
    email: z.string().min(3).max(254),
    password: z.string().min(1).max(1_000),
  }).optional(),
}).openapi("NewOrganization", {
  example: {
    name: "Acme Abogados",
    subdomain: "acme",
    plan: "pro",
    administrator: { name: "Ana Pérez", email: "ana@acme.example", password: "cuatro palabras al azar" },
  },
});

const ChangesBody = z.strictObject({
  name: z.string().min(1).max(255).optional(),
  plan: plan.optional(),
  max_users: limit.optional(),
  max_queries_per_month: limit.optional(),
  max_requests_per_minute: limit.optional(),
  is_active: z.boolean().optional(),
}).openapi("OrganizationChanges", { example: { is_active: false } });

export const listOrganizationsRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/organizations",
    operationId: "listOrganizations",
    tags: ["admin"],
    summary: "All organizations, the newest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(OrganizationBody), "A page of organizations"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  async (c) => {
    const page = await listOrganizations(c.var.platformCtx, c.req.valid("query"));
    return c.json({ items: page.items.map(organizationBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createOrganizationRoute = definePlatform(
  createRoute({
    method: "post",
    path: "/api/v1/admin/organizations",
    operationId: "createOrganization",
    tags: ["admin"],
    summary: "Create an organization",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewOrganizationBody, "The organization") },
    },
    responses: {
      201: json(OrganizationBody, "Created"),
      ...problems(
        "request_malformed",
        "subdomain_taken",
        ...IDEMPOTENCY_PROBLEMS,
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "password_too_weak",
      ),
    },
  }),
  async (c) => {
    const { name, subdomain, plan, administrator, ...limits } = c.req.valid("json");
    const render = (made: OrganizationRecord) => ({ status: 201, body: organizationBody(made) });
    const ctx = await repeatableBy(c, c.var.platformCtx, render);
    const created = await createOrganization(ctx, c.var.deps.identity, {
      name,
      subdomain,
      plan,
      administrator,
      ...limitsOf(limits),
    });
    return c.json(organizationBody(created), 201);
  },
);

export const updateOrganizationRoute = definePlatform(
  createRoute({
    method: "patch",
    path: "/api/v1/admin/organizations/{id}",
    operationId: "updateOrganization",
    tags: ["admin"],
    summary: "Change an organization's name, plan, limits or state",
    description: "`is_active: false` ends all access of its people within five seconds.",
    request: {
      params: IdParam,
      body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
    },
    responses: {
      200: json(OrganizationBody, "As it is now"),
      ...problems(
        "request_malformed",
        "organization_missing",
        "organization_state",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  async (c) => {
    const { is_active: isActive, name, plan, ...limits } = c.req.valid("json");
    const { platformCtx, deps } = c.var;
    const updated = await updateOrganization(platformCtx, deps.identity.directory, {
      id: c.req.valid("param").id,
      name,
      plan,
      isActive,
      ...limitsOf(limits),
    });
    return c.json(organizationBody(updated), 200);
  },
);

interface LimitsBody {
  max_users?: number | null;
  max_queries_per_month?: number | null;
  max_requests_per_minute?: number | null;
}

function limitsOf(body: LimitsBody) {
  return {
    maxUsers: body.max_users,
    maxQueriesPerMonth: body.max_queries_per_month,
    maxRequestsPerMinute: body.max_requests_per_minute,
  };
}

export function organizationBody(record: OrganizationRecord): z.output<typeof OrganizationBody> {
  return {
    id: record.id,
    name: record.name,
    subdomain: record.subdomain,
    plan: record.plan,
    max_users: record.maxUsers,
    max_queries_per_month: record.maxQueriesPerMonth,
    max_requests_per_minute: record.maxRequestsPerMinute,
    is_active: record.isActive,
    delete_after: record.deleteAfter && record.deleteAfter.toISOString(),
    created_at: record.createdAt.toISOString(),
    updated_at: record.updatedAt.toISOString(),
  };
}
