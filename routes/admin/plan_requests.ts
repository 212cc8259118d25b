import { approvePlanRequest, declinePlanRequest } from "#domain/plan_requests/decide_plan_request.ts";
import { listAllPlanRequests } from "#domain/plan_requests/list_plan_requests.ts";
import type { PlanRequestRecord } from "#domain/plan_requests/plan_request.ts";
import { PlanRequestBody, planRequestBody } from "../api/organization/plan_requests.ts";
import {
  createRoute,
  definePlatform,
  type Endpoint,
  IdParam,
  json,
  pageOf,
  PageQuery,
  problems,
  text,
  z,
} from "../_openapi.ts";

const RecordBody = PlanRequestBody.extend({
  organization: z.object({ id: z.uuid(), name: z.string() }),
}).openapi("PlanRequestRecord", {
  example: {
    id: "0192f0c6-1a2b-7c3d-8e4f-5a6b7c8d9e0f",
    status: "pending",
    from_plan: "free",
    plan: "pro",
    message: "Pasamos a 200 procesos en enero",
    requested_by: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    created_at: "2026-11-20T15:04:04.512Z",
    decided_at: null,
    answer: null,
    organization: { id: "0192f0c4-0000-7000-8000-000000000001", name: "Acme Abogados" },
  },
});

const DecisionBody = z.strictObject({ answer: text(1_000).nullish() })
  .openapi("PlanDecision", { example: { answer: "Con gusto: rige desde hoy" } });

export const listAllPlanRequestsRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/plan-requests",
    operationId: "listAllPlanRequests",
    tags: ["admin"],
    summary: "Plans that organizations ask for, the newest first",
    request: {
      query: PageQuery.extend({ status: z.enum(["pending", "approved", "declined"]).optional() }),
    },
    responses: {
      200: json(pageOf(RecordBody), "A page of requests"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  async (c) => {
    const page = await listAllPlanRequests(c.var.platformCtx, c.req.valid("query"));
    return c.json({ items: page.items.map(recordBody), next_cursor: page.nextCursor }, 200);
  },
);

export const approvePlanRequestRoute = decisionRoute(
  "approve",
  "Give the organization the plan that it asks for",
  approvePlanRequest,
);
export const declinePlanRequestRoute = decisionRoute(
  "decline",
  "Decline the plan that an organization asks for",
  declinePlanRequest,
);

function decisionRoute(
  name: "approve" | "decline",
  summary: string,
  verb: typeof approvePlanRequest,
): Endpoint {
  const route = createRoute({
    method: "post",
    path: `/api/v1/admin/plan-requests/{id}/${name}`,
    operationId: `${name}PlanRequest`,
    tags: ["admin"],
    summary,
    description: "The organization's administrators are told by mail.",
    request: {
      params: IdParam,
      body: { required: true, ...json(DecisionBody, "What to answer the organization") },
    },
    responses: {
      200: json(RecordBody, "As it is now"),
      ...problems(
        "request_malformed",
        "plan_request_not_found",
        "plan_request_decided",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  });
  return definePlatform(route, async (c) => {
    const { id } = c.req.valid("param");
    const record = await verb(c.var.platformCtx, c.var.deps.identity, { id, ...c.req.valid("json") });
    return c.json(recordBody(record), 200);
  });
}

function recordBody(record: PlanRequestRecord): z.output<typeof RecordBody> {
  const organization = { id: record.organizationId, name: record.organizationName };
  return { ...planRequestBody(record), organization };
}
