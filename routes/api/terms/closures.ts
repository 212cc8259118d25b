import { addClosure, type CourtClosure, listClosures, removeClosure } from "#domain/terms/closures.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { Day } from "./schema.ts";

const ClosureBody = z.object({
  id: z.uuid(),
  name: z.string(),
  source: z.string().nullable(),
  office_prefix: z.string().nullable(),
  starts_on: z.iso.date(),
  ends_on: z.iso.date(),
  created_at: z.iso.datetime(),
}).openapi("CourtClosure", {
  example: {
    id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
    name: "Suspensión de términos por traslado del juzgado",
    source: "Acuerdo de la presidencia del tribunal",
    office_prefix: "110014003082",
    starts_on: "2026-12-01",
    ends_on: "2026-12-04",
    created_at: "2026-11-26T15:00:00.000Z",
  },
});

const NewClosureBody = z.strictObject({
  name: text(200).trim().min(3),
  source: text(200).trim().min(1).nullish(),
  office_prefix: z.string().regex(/^\d{2,12}$/).nullish().meta({
    description: "The first digits of the offices' codes; absent: every court",
  }),
  starts_on: Day,
  ends_on: Day,
}).openapi("NewCourtClosure", {
  example: {
    name: "Suspensión de términos por traslado del juzgado",
    source: "Acuerdo de la presidencia del tribunal",
    office_prefix: "110014003082",
    starts_on: "2026-12-01",
    ends_on: "2026-12-04",
  },
});

export const listClosuresRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/terms/closures",
    operationId: "listClosures",
    tags: ["terms"],
    summary: "Closures of courts that the organization has noted",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ClosureBody), "A page of closures, by their first day"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  { anyOf: [] },
  async (c) => {
    const page = await listClosures(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(closureBody), next_cursor: page.nextCursor }, 200);
  },
);

export const addClosureRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/terms/closures",
    operationId: "addClosure",
    tags: ["terms"],
    summary: "Note that courts are closed",
    description: "Terms that are calculated for these offices leave the days out.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewClosureBody, "Which courts, and when") },
    },
    responses: {
      201: json(ClosureBody, "The closure"),
      ...problems(
        "request_malformed",
        "closure_limit",
        ...IDEMPOTENCY_PROBLEMS,
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { name, source, office_prefix: officePrefix, starts_on: startsOn, ends_on: endsOn } = c.req.valid(
      "json",
    );
    const ctx = await repeatable<CourtClosure>(c, (made) => ({ status: 201, body: closureBody(made) }));
    const made = await addClosure(ctx, { name, source, officePrefix, startsOn, endsOn });
    return c.json(closureBody(made), 201);
  },
);

export const removeClosureRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/terms/closures/{id}",
    operationId: "removeClosure",
    tags: ["terms"],
    summary: "Take a closure back",
    request: { params: IdParam },
    responses: {
      204: { description: "Terms count those days again" },
      ...problems("closure_not_found", "request_invalid"),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    await removeClosure(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

function closureBody(closure: CourtClosure): z.output<typeof ClosureBody> {
  return {
    id: closure.id,
    name: closure.name,
    source: closure.source,
    office_prefix: closure.officePrefix,
    starts_on: closure.startsOn,
    ends_on: closure.endsOn,
    created_at: closure.createdAt.toISOString(),
  };
}
