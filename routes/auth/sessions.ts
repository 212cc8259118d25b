import { endOtherSessions, endOwnSession } from "#domain/identity/end_own_sessions.ts";
import { listSessions, type OwnSession } from "#domain/identity/list_sessions.ts";
import { createRoute, defineSignedIn, IdParam, json, pageOf, PageQuery, problems, z } from "../_openapi.ts";

const METHODS = ["password", "passkey", "ldap", "oidc", "saml", "invitation", "impersonation"] as const;

const SessionBody = z.object({
  id: z.uuid(),
  kind: z.enum(["browser", "token"]),
  method: z.enum(METHODS).meta({ description: "How it began" }),
  device: z.object({ app: z.string().nullable(), system: z.string().nullable() }).meta({
    description: "As the device says of itself",
  }),
  address: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime().nullable().meta({ description: "To some minutes" }),
  expires_at: z.iso.datetime(),
  is_current: z.boolean(),
}).openapi("Session", {
  example: {
    id: "0192f0c7-3333-7aaa-8bbb-0123456789ab",
    kind: "browser",
    method: "password",
    device: { app: "Firefox", system: "Windows" },
    address: "203.0.113.7",
    created_at: "2026-11-26T15:00:00.000Z",
    last_seen_at: "2026-11-26T15:05:00.000Z",
    expires_at: "2026-12-10T15:00:00.000Z",
    is_current: true,
  },
});

const EndedBody = z.object({ ended: z.int() }).openapi("EndedOtherSessions", { example: { ended: 2 } });

const SIGNED_IN = ["authentication_required", "token_invalid", "not_a_member"] as const;

export const listSessionsRoute = defineSignedIn(
  createRoute({
    method: "get",
    path: "/auth/sessions",
    operationId: "listSessions",
    tags: ["auth"],
    summary: "Where you are signed in, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(SessionBody), "A page of sessions"),
      ...problems("cursor_invalid", ...SIGNED_IN, "request_invalid"),
    },
  }),
  async (c) => {
    const page = await listSessions(c.var.callerCtx, c.req.valid("query"));
    return c.json({ items: page.items.map(sessionBody), next_cursor: page.nextCursor }, 200);
  },
);

export const endSessionRoute = defineSignedIn(
  createRoute({
    method: "delete",
    path: "/auth/sessions/{id}",
    operationId: "endSession",
    tags: ["auth"],
    summary: "End one of your sessions",
    request: { params: IdParam },
    responses: {
      204: { description: "Ended, with all its tokens" },
      ...problems(...SIGNED_IN, "session_not_found", "request_invalid"),
    },
  }),
  async (c) => {
    await endOwnSession(c.var.callerCtx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

export const endOtherSessionsRoute = defineSignedIn(
  createRoute({
    method: "delete",
    path: "/auth/sessions",
    operationId: "endOtherSessions",
    tags: ["auth"],
    summary: "End all your sessions but this one",
    responses: { 200: json(EndedBody, "How many ended"), ...problems(...SIGNED_IN) },
  }),
  async (c) => c.json({ ended: await endOtherSessions(c.var.callerCtx, c.var.deps.identity) }, 200),
);

function sessionBody(session: OwnSession): z.output<typeof SessionBody> {
  const { id, kind, method, device, address, createdAt, lastSeenAt, expiresAt, isCurrent } = session;
  return {
    id,
    kind,
    method,
    device,
    address,
    created_at: createdAt.toISOString(),
    last_seen_at: lastSeenAt && lastSeenAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    is_current: isCurrent,
  };
}
