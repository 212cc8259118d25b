import { z } from "@hono/zod-openapi";
import type { Actor } from "#domain/ctx.ts";
import type { VisitorCtx } from "#domain/identity/identity.ts";
import { PERMISSIONS, ROLES } from "#domain/authz.ts";
import { DomainError } from "#domain/errors.ts";
import { readDeviceCookie } from "../_device_cookie.ts";
import type { LexiaContext } from "../_env.ts";

const USER_EXAMPLE = {
  id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
  email: "ana@acme.example",
  name: "Ana Pérez",
  role: "user" as const,
};

export const UserBody = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
}).openapi("User", { example: USER_EXAMPLE });

export const MeBody = UserBody.extend({
  permissions: z.array(z.enum(PERMISSIONS)),
  organization: z.object({ id: z.uuid(), name: z.string(), subdomain: z.string() }).nullable(),
  second_factor: z.object({
    enrolled: z.boolean(),
    required: z.boolean().meta({ description: "Asked of you by your role or your organization" }),
    due_at: z.iso.datetime().nullable().meta({
      description: "From then on nothing but its set-up goes without one; null where none is missing",
    }),
  }),
  legal_pending: z.array(z.enum(["terms", "privacy"])).meta({
    description: "What you have still to accept: see GET /auth/legal",
  }),
}).openapi("Me", {
  example: {
    ...USER_EXAMPLE,
    permissions: ["create_solicitudes", "read_own_solicitudes", "update_solicitudes"],
    organization: { id: "0192f0c4-0000-7000-8000-000000000001", name: "Acme Abogados", subdomain: "acme" },
    second_factor: { enrolled: false, required: true, due_at: "2026-12-03T15:00:00.000Z" },
    legal_pending: [],
  },
});

const TOKENS_EXAMPLE = {
  access_token: "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImExIn0.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl",
  refresh_token: "lxr_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  token_type: "bearer" as const,
  expires_in: 900,
};

export const TokensBody = z.object({
  access_token: z.string(),
  refresh_token: z.string().meta({ description: "Good for one use" }),
  token_type: z.literal("bearer"),
  expires_in: z.int().meta({ description: "Seconds" }),
}).openapi("Tokens", { example: TOKENS_EXAMPLE });

export const SignedInBody = TokensBody.extend({ user: UserBody }).openapi("SignedIn", {
  example: { ...TOKENS_EXAMPLE, user: USER_EXAMPLE },
});

export function tokensBody(issued: { accessToken: string; refreshToken: string; expiresInSeconds: number }) {
  return {
    access_token: issued.accessToken,
    refresh_token: issued.refreshToken,
    token_type: "bearer" as const,
    expires_in: issued.expiresInSeconds,
  };
}

export function userBody(
  actor: Pick<Actor, "userId" | "email" | "name" | "role">,
): z.output<typeof UserBody> {
  return { id: actor.userId, email: actor.email, name: actor.name, role: actor.role };
}

/** Somebody who has not signed in yet. */
export function visitorOf(c: LexiaContext): VisitorCtx {
  const { deps, organization, address, requestId } = c.var;
  return {
    services: deps.services,
    identity: deps.identity,
    organization: organization ?? null,
    address,
    requestId,
    userAgent: c.req.header("user-agent") ?? null,
    deviceToken: readDeviceCookie(c),
  };
}

/**
 * The same where people sign in: on an organization's host, or as an operator on the admin host.
 * @throws {DomainError} `organization_not_found` elsewhere.
 */
export function visitorAtDoor(c: LexiaContext): VisitorCtx {
  if (!c.var.organization && c.var.hostKind !== "admin") throw new DomainError("organization_not_found");
  return visitorOf(c);
}
