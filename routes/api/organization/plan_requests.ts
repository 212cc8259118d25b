import { listPlanRequests } from "#domain/plan_requests/list_plan_requests.ts";
import type { PlanRequest } from "#domain/plan_requests/plan_request.ts";
import { requestPlan } from "#domain/plan_requests/request_plan.ts";
import { repeatable } from "../../_idempotency.ts";
import { createRoute, define, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";

export const PlanRequestBody = z.object({
  id: z.uuid(),
  status: z.enum(["pending", "approved", "declined"]),
  from_plan: z.string(),
  plan: z.string(),
  message: z.string().nullable(),
  requested_by: z.uuid(),
  created_at: z.iso.datetime(),
  decided_at: z.iso.datetime().nullable(),
  answer: z.string().nullable().meta({ description: "What the operator wrote" }),
}).openapi("PlanRequest", {
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
  },
});

const NewPlanRequestBody = z.strictObject({
  plan: z.enum(["free", "pro", "enterprise"]),
  message: text(1_000).nullish(),
}).openapi("NewPlanRequest", { example: { plan: "pro", message: "Pasamos a 200 procesos en enero" } });

const LIST = "/api/v1/organization/plan-requests";

export const listPlanRequestsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/plan-requests",
    operationId: "listPlanRequests",
    tags: ["organization"],
    summary: "The plans that your organization has asked for, the newest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(PlanRequestBody), "A page of requests"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  { anyOf: ["manage_billing"] },
  async (c) => {
    const page = await listPlanRequests(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(planRequestBody), next_cursor: page.nextCursor }, 200);
  },
);

export const requestPlanRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/organization/plan-requests",
    operationId: "requestPlan",
    tags: ["organization"],
    summary: "Ask the operators of the platform for another plan",
    description: "They are told by mail, and the organization's administrators of the answer.",
    request: {
      headers: z.object({
        "idempotency-key": z.string().optional().meta({
          maxLength: 255,
          description:
            "Any text of your own: a repetition with the same key answers the same and asks nothing",
        }),
      }),
      body: { required: true, ...json(NewPlanRequestBody, "Which plan, and why") },
    },
    responses: {
      201: json(PlanRequestBody, "Asked"),
      ...problems(
        "request_malformed",
        "idempotency_key_invalid",
        "plan_current",
        "plan_request_pending",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "idempotency_key_reused",
      ),
    },
  }),
  { anyOf: ["manage_billing"] },
  async (c) => {
    const ctx = await repeatable<PlanRequest>(c, (made) => (
      { status: 201, body: planRequestBody(made), location: LIST }
    ));
    return c.json(planRequestBody(await requestPlan(ctx, c.req.valid("json"))), 201, { Location: LIST });
  },
);

export function planRequestBody(request: PlanRequest): z.output<typeof PlanRequestBody> {
  return {
    id: request.id,
    status: request.status,
    from_plan: request.fromPlan,
    plan: request.plan,
    message: request.message,
    requested_by: request.requestedBy,
    created_at: request.createdAt.toISOString(),
    decided_at: request.decidedAt && request.decidedAt.toISOString(),
    answer: request.answer,
  };
}
