import { ROLES } from "#domain/authz.ts";
import { openTokenSession } from "#domain/identity/open_session.ts";
import { acceptInvitation, BY_INVITATION } from "#domain/invitations/accept_invitation.ts";
import { findInvitation } from "#domain/invitations/find_invitation.ts";
import { createRoute, definePublic, json, problems, text, z } from "../_openapi.ts";
import { SignedInBody, tokensBody, userBody, visitorOf } from "./schema.ts";

const TokenParam = z.object({
  token: z.string().min(1).max(200).openapi({
    param: { name: "token", in: "path" },
    example: "lxi_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  }),
});

const OpenInvitationBody = z.object({
  organization: z.object({ name: z.string(), subdomain: z.string() }),
  inviter: z.string().nullable(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.enum(ROLES),
  expires_at: z.iso.datetime(),
}).openapi("OpenInvitation", {
  example: {
    organization: { name: "Acme Abogados", subdomain: "acme" },
    inviter: "Ana Pérez",
    email: "luis@acme.example",
    name: "Luis Gómez",
    role: "user",
    expires_at: "2026-12-03T15:00:00.000Z",
  },
});

const AcceptanceBody = z.strictObject({
  name: text(200).min(1).optional().meta({ description: "May be left out where the invitation has it" }),
  password: z.string().min(1).max(1_000).meta({
    description: "15 to 128 characters, and not easily guessed",
  }),
  accept_terms: z.boolean().optional(),
}).openapi("InvitationAcceptance", {
  example: { name: "Luis Gómez", password: "cuatro palabras al azar", accept_terms: true },
});

export const readInvitationRoute = definePublic(
  createRoute({
    method: "get",
    path: "/auth/invitations/{token}",
    operationId: "readInvitation",
    tags: ["auth"],
    summary: "Who invites to what",
    description: "For whoever holds the link. An unknown, expired, revoked or used one is answered the same.",
    request: { params: TokenParam },
    responses: {
      200: json(OpenInvitationBody, "The invitation"),
      ...problems("organization_not_found", "invitation_not_found", "request_invalid"),
    },
  }),
  async (c) => {
    const found = await findInvitation(visitorOf(c), c.req.valid("param").token);
    const { organization: { name, subdomain }, invitation, inviter } = found;
    const body = {
      organization: { name, subdomain },
      inviter,
      email: invitation.email,
      name: invitation.name,
      role: invitation.role,
      expires_at: invitation.expiresAt.toISOString(),
    };
    return c.json(body, 200, { "Cache-Control": "no-store" });
  },
);

export const acceptInvitationRoute = definePublic(
  createRoute({
    method: "post",
    path: "/auth/invitations/{token}",
    operationId: "acceptInvitation",
    tags: ["auth"],
    summary: "Accept an invitation, and sign in",
    request: { params: TokenParam, body: { required: true, ...json(AcceptanceBody, "Name and password") } },
    responses: {
      200: json(SignedInBody, "A member, signed in"),
      ...problems(
        "request_malformed",
        "organization_not_found",
        "seats_exceeded",
        "permission_denied",
        "invitation_not_found",
        "user_exists",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "password_too_weak",
        "sign_in_busy",
      ),
    },
  }),
  async (c) => {
    const visitor = visitorOf(c);
    const { accept_terms: acceptsTerms, ...input } = c.req.valid("json");
    const { token } = c.req.valid("param");
    const person = await acceptInvitation(visitor, { ...input, token, acceptsTerms });
    const issued = await openTokenSession(visitor, person, BY_INVITATION);
    const user = userBody({ ...person, userId: person.id });
    return c.json({ ...tokensBody(issued), user }, 200, { "Cache-Control": "no-store" });
  },
);
