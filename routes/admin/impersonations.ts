/** Operators look into an organization as one of its people: with a reason, for a while, and told to it. */
import { beginImpersonation, type BegunImpersonation } from "#domain/impersonations/begin_impersonation.ts";
import { endImpersonation } from "#domain/impersonations/end_impersonation.ts";
import { type Impersonation, listImpersonations } from "#domain/impersonations/list_impersonations.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatableBy } from "../_idempotency.ts";
import {
  createRoute,
  definePlatform,
  IdParam,
  json,
  pageOf,
  PageQuery,
  problems,
  text,
  z,
} from "../_openapi.ts";

const PATH = "/api/v1/admin/impersonations";
const IDS = {
  impersonation: "0192f0c6-1111-7abc-8def-0123456789ab",
  organization: "0192f0c4-0000-7000-8000-000000000001",
  operator: "0192f0c4-2222-7aaa-8bbb-0123456789ab",
  person: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
};
const REASON = "Caso de soporte 4711: no aparecen sus actuaciones.";

export const ImpersonationBody = z.object({
  id: z.uuid(),
  organization_id: z.uuid(),
  operator: z.object({ id: z.uuid(), name: z.string().nullable() }),
  user: z.object({ id: z.uuid(), name: z.string() }),
  reason: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable().meta({ description: "Null: it ended, or ends, at expires_at" }),
}).openapi("Impersonation", {
  example: {
    id: IDS.impersonation,
    organization_id: IDS.organization,
    operator: { id: IDS.operator, name: "Olga Operadora" },
    user: { id: IDS.person, name: "Ana Pérez" },
    reason: REASON,
    created_at: "2026-11-20T15:00:00.000Z",
    expires_at: "2026-11-20T15:30:00.000Z",
    ended_at: null,
  },
});

const NewImpersonationBody = z.strictObject({
  organization_id: z.uuid(),
  user_id: z.uuid(),
  reason: text(500).trim().min(10).meta({ description: "Told to the organization's administrators" }),
  minutes: z.int().min(5).max(60),
}).openapi("NewImpersonation", {
  example: { organization_id: IDS.organization, user_id: IDS.person, reason: REASON, minutes: 30 },
});

const BegunBody = z.object({
  id: z.uuid(),
  access_token: z.string().meta({ description: "For the organization's host; nothing refreshes it" }),
  token_type: z.literal("bearer"),
  expires_in: z.int().meta({ description: "Seconds for which the access token is good at most" }),
  expires_at: z.iso.datetime().meta({ description: "When the impersonation ends" }),
  url: z.string().meta({ description: "Opens a browser's session, once, within five minutes" }),
}).openapi("BegunImpersonation", {
  example: {
    id: IDS.impersonation,
    access_token: "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImExIn0.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl",
    token_type: "bearer" as const,
    expires_in: 900,
    expires_at: "2026-11-20T15:30:00.000Z",
    url: "https://acme.lexia.example.com/impersonate?token=lxo_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  },
});

export const listImpersonationsRoute = definePlatform(
  createRoute({
    method: "get",
    path: PATH,
    operationId: "listImpersonations",
    tags: ["admin"],
    summary: "Every look into an organization, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ImpersonationBody), "A page of them"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  async (c) => {
    const page = await listImpersonations(c.var.platformCtx, c.var.deps.identity, c.req.valid("query"));
    return c.json({ items: page.items.map(impersonationBody), next_cursor: page.nextCursor }, 200);
  },
);

export const beginImpersonationRoute = definePlatform(
  createRoute({
    method: "post",
    path: PATH,
    operationId: "beginImpersonation",
    tags: ["admin"],
    summary: "Look into an organization as one of its people",
    description:
      "The organization's administrators are told at once, with the reason. Sensitive acts stay refused.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewImpersonationBody, "As whom, why, and for how long") },
    },
    responses: {
      201: json(BegunBody, "Begun"),
      ...problems(
        "request_malformed",
        "fresh_proof_required",
        "organization_missing",
        "user_not_found",
        "impersonation_refused",
        ...IDEMPOTENCY_PROBLEMS,
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  async (c) => {
    const { organization_id: organizationId, user_id: userId, ...rest } = c.req.valid("json");
    const input = { organizationId, userId, ...rest };
    const render = (made: BegunImpersonation) => ({ status: 201, body: begunBody(made) });
    const ctx = await repeatableBy(c, c.var.platformCtx, render, { holdsSecrets: true });
    const begun = await beginImpersonation(ctx, c.var.deps.identity, input);
    return c.json(begunBody(begun), 201, { "Cache-Control": "no-store" });
  },
);

export const endImpersonationRoute = definePlatform(
  createRoute({
    method: "delete",
    path: `${PATH}/{id}`,
    operationId: "endImpersonation",
    tags: ["admin"],
    summary: "End a look into an organization",
    request: { params: IdParam },
    responses: {
      204: { description: "Ended" },
      ...problems("impersonation_not_found", "request_invalid"),
    },
  }),
  async (c) => {
    await endImpersonation(c.var.platformCtx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

function begunBody(begun: BegunImpersonation): z.output<typeof BegunBody> {
  return {
    id: begun.id,
    access_token: begun.accessToken,
    token_type: "bearer" as const,
    expires_in: begun.expiresInSeconds,
    expires_at: begun.expiresAt.toISOString(),
    url: begun.url,
  };
}

export function impersonationBody(look: Impersonation): z.output<typeof ImpersonationBody> {
  return {
    id: look.id,
    organization_id: look.organizationId,
    operator: look.operator,
    user: look.person,
    reason: look.reason,
    created_at: look.createdAt.toISOString(),
    expires_at: look.expiresAt.toISOString(),
    ended_at: look.endedAt && look.endedAt.toISOString(),
  };
}
