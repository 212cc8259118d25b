import type { Organization } from "#domain/ctx.ts";
import { getProfile } from "#domain/organizations/get_profile.ts";
import { type OrganizationProfile, profileDocument } from "#domain/organizations/profile.ts";
import { getUsage } from "#domain/organizations/get_usage.ts";
import { requestsPerMinute } from "#domain/plans.ts";
import { createRoute, define, json, z } from "../../_openapi.ts";

const SettingsBody = z.object({
  locale: z.enum(["es", "en"]),
  time_zone: z.string(),
  session_hours: z.int().nullable(),
  second_factor: z.enum(["optional", "required"]),
  password_min_length: z.int().nullable(),
  allowed_networks: z.array(z.string()),
  brand_color: z.string().nullable(),
  logo: z.object({ type: z.string() }).nullable(),
}).openapi("OrganizationSettings");

export const OrganizationBody = z.object({
  id: z.uuid(),
  name: z.string(),
  subdomain: z.string(),
  plan: z.string(),
  limits: z.object({
    users: z.int().nullable(),
    queries_per_month: z.int().nullable(),
    requests_per_minute: z.int(),
  }),
  settings: SettingsBody.nullable().meta({ description: "Null for who may not change them" }),
}).openapi("Organization", {
  example: {
    id: "0192f0c4-0000-7000-8000-000000000001",
    name: "Acme Abogados",
    subdomain: "acme",
    plan: "pro",
    limits: { users: 25, queries_per_month: 5000, requests_per_minute: 300 },
    settings: {
      locale: "es",
      time_zone: "America/Bogota",
      session_hours: null,
      second_factor: "optional",
      password_min_length: null,
      allowed_networks: ["192.0.2.0/24"],
      brand_color: "#1f4e8c",
      logo: null,
    },
  },
});

const used = z.object({ used: z.int(), limit: z.int().nullable() });
const UsageBody = z.object({
  period: z.string().meta({ description: "Calendar month of America/Bogota, YYYY-MM" }),
  queries: used,
  users: used,
  days: z.array(z.object({ day: z.iso.date(), queries: z.int() })).meta({
    description: "Days of this month, in America/Bogota, on which queries were used",
  }),
  held: z.int().meta({ description: "Watches that wait for the month's end, or for another plan" }),
  resets_at: z.iso.datetime(),
  upgrade_url: z.string(),
}).openapi("Usage", {
  example: {
    period: "2026-11",
    queries: { used: 412, limit: 5000 },
    users: { used: 7, limit: 25 },
    days: [{ day: "2026-11-19", queries: 203 }, { day: "2026-11-20", queries: 209 }],
    held: 0,
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
  async (c) => {
    const { ctx } = c.var;
    if (!ctx.actor.permissions.has("update_org_settings")) {
      return c.json(organizationBody(ctx.organization, null), 200);
    }
    const profile = await getProfile(ctx);
    return c.json(organizationBody(ctx.organization, profile), 200, { ETag: `"${profile.version}"` });
  },
);

/** `profile` is what is newer than the organization as the request found it. */
export function organizationBody(
  organization: Organization,
  profile: OrganizationProfile | null,
): z.output<typeof OrganizationBody> {
  const { id, subdomain, plan } = organization;
  const limits = {
    users: organization.maxUsers,
    queries_per_month: organization.maxQueriesPerMonth,
    requests_per_minute: requestsPerMinute(organization),
  };
  if (profile === null) return { id, name: organization.name, subdomain, plan, limits, settings: null };
  const { name, ...settings } = profileDocument(profile);
  return { id, name, subdomain, plan, limits, settings: { ...settings, logo: profile.logo } };
}

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
