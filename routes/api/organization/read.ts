import { getUsage } from "#domain/organizations/get_usage.ts";
import { requestsPerMinute } from "#domain/plans.ts";
import { createRoute, define, json, z } from "../../_openapi.ts";

const OrganizationBody = z.object({
  id: z.uuid(),
  name: z.string(),
  subdomain: z.string(),
  plan: z.string(),
  limits: z.object({
    users: z.int().nullable(),
    queries_per_month: z.int().nullable(),
    requests_per_minute: z.int(),
  }),
}).openapi("Organization", {
  example: {
    id: "0192f0c4-0000-7000-8000-000000000001",
    name: "Acme Abogados",
    subdomain: "acme",
    plan: "pro",
    limits: { users: 25, queries_per_month: 5000, requests_per_minute: 300 },
  },
});

const used = z.object({ used: z.int(), limit: z.int().nullable() });
const UsageBody = z.object({
  period: z.string().meta({ description: "Calendar month of America/Bogota, YYYY-MM" }),
  queries: used,
  users: used,
  resets_at: z.iso.datetime(),
  upgrade_url: z.string(),
}).openapi("Usage", {
  example: {
    period: "2026-11",
    queries: { used: 412, limit: 5000 },
    users: { used: 7, limit: 25 },
    resets_at: "2026-12-01T05:00:00.000Z",
    upgrade_url: "https://acme.lexia.example.com/billing/upgrade",
  },
});

export const getOrganizationRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization",
    operationId: "getOrganization",
    tags: ["organization"],
    summary: "Your organization and its limits",
    responses: { 200: json(OrganizationBody, "The organization") },
  }),
  { anyOf: [] },
  (c) => {
    const { organization } = c.var.ctx;
    const { id, name, subdomain, plan } = organization;
    const limits = {
      users: organization.maxUsers,
      queries_per_month: organization.maxQueriesPerMonth,
      requests_per_minute: requestsPerMinute(organization),
    };
    return c.json({ id, name, subdomain, plan, limits }, 200);
  },
);

export const getUsageRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/usage",
    operationId: "getUsage",
    tags: ["organization"],
    summary: "What was used this month",
    responses: { 200: json(UsageBody, "Usage and limits") },
  }),
  { anyOf: ["view_org_analytics", "manage_billing"] },
  async (c) => {
    const { resetsAt, upgradeUrl, ...usage } = await getUsage(c.var.ctx);
    return c.json({ ...usage, resets_at: resetsAt.toISOString(), upgrade_url: upgradeUrl }, 200);
  },
);
