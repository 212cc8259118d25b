import { getPortalPlan, type PortalPlan } from "#domain/watching/plan_portal.ts";
import { createRoute, definePlatform, json, z } from "../_openapi.ts";

const PlanBody = z.object({
  source: z.string(),
  calls_per_check: z.number().meta({ description: "On average, of all watches" }),
  is_sufficient: z.boolean(),
  days: z.array(z.object({
    day: z.iso.date(),
    watches: z.int(),
    calls_needed: z.int(),
    budget: z.int().meta({
      description: "What watches may use of the portal: by the day's budget and by the pace",
    }),
    shortfall: z.int(),
    tenants: z.array(z.object({
      organization_id: z.uuid(),
      name: z.string(),
      watches: z.int(),
      calls_needed: z.int(),
      share: z.int().meta({ description: "Of the budget: the same part of each organization's watches" }),
    })),
  })),
}).openapi("PortalPlan", {
  example: {
    source: "cpnu",
    calls_per_check: 1.2,
    is_sufficient: false,
    days: [{
      day: "2026-11-27",
      watches: 9000,
      calls_needed: 10800,
      budget: 9072,
      shortfall: 1728,
      tenants: [{
        organization_id: "0192f0c4-0000-7000-8000-000000000001",
        name: "Acme Abogados",
        watches: 9000,
        calls_needed: 10800,
        share: 9072,
      }],
    }],
  },
});

export const getPortalPlanRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/portal/plan",
    operationId: "getPortalPlan",
    tags: ["admin"],
    summary: "What the watches of the next judicial days need of the portal, and whether that is there",
    description:
      "Forecast: for each watch that falls due, the calls that its last run took: of a search by name one for each page. " +
      "Where that does not tell, a radicado counts as radicados do on average, and a search as twenty calls. Where a day does not suffice, each organization gets its share, the stalest watches first.",
    responses: { 200: json(PlanBody, "The plan of the next days") },
  }),
  async (c) => c.json(planBody(await getPortalPlan(c.var.platformCtx)), 200),
);

function planBody({ source, callsPerCheck, days }: PortalPlan): z.output<typeof PlanBody> {
  return {
    source,
    calls_per_check: Math.round(callsPerCheck * 100) / 100,
    is_sufficient: days.every(({ shortfall }) => shortfall === 0),
    days: days.map((day) => ({
      day: day.day,
      watches: day.watches,
      calls_needed: day.callsNeeded,
      budget: day.budget,
      shortfall: day.shortfall,
      tenants: day.tenants.map((tenant) => ({
        organization_id: tenant.organizationId,
        name: tenant.name,
        watches: tenant.watches,
        calls_needed: tenant.callsNeeded,
        share: tenant.share,
      })),
    })),
  };
}
