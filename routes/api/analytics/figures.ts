import { getDashboard } from "#domain/analytics/get_dashboard.ts";
import { getUsageFigures } from "#domain/analytics/get_usage_figures.ts";
import { createRoute, define, json, problems } from "../../_openapi.ts";
import { DashboardBody, dashboardBody, SpanQuery, UsageFiguresBody, usageFiguresBody } from "./schema.ts";

const ACCESS = { anyOf: ["view_org_analytics"] } as const;

export const getDashboardRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/analytics/dashboard",
    operationId: "getDashboard",
    tags: ["analytics"],
    summary: "What happened, in figures",
    description: "Of figures that are kept by day, so that what was deleted since is in them.",
    request: { query: SpanQuery },
    responses: { 200: json(DashboardBody, "The figures"), ...problems("request_invalid") },
  }),
  ACCESS,
  async (c) => c.json(dashboardBody(await getDashboard(c.var.ctx, c.req.valid("query"))), 200),
);

export const getUsageFiguresRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/analytics/usage",
    operationId: "getUsageFigures",
    tags: ["analytics"],
    summary: "Queries used, by day and by month",
    request: { query: SpanQuery },
    responses: { 200: json(UsageFiguresBody, "The figures"), ...problems("request_invalid") },
  }),
  ACCESS,
  async (c) => c.json(usageFiguresBody(await getUsageFigures(c.var.ctx, c.req.valid("query"))), 200),
);
