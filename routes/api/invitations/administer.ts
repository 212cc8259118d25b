import { ROLES } from "#domain/authz.ts";
import { createInvitation } from "#domain/invitations/create_invitation.ts";
import type { Invitation } from "#domain/invitations/invitation.ts";
import { listInvitations } from "#domain/invitations/list_invitations.ts";
import { resendInvitation } from "#domain/invitations/resend_invitation.ts";
import { revokeInvitation } from "#domain/invitations/revoke_invitation.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { ASSIGNABLE_ROLES, PermissionChangesBody } from "../users/member.ts";

const InvitationBody = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.enum(ROLES),
  permissions: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }),
  status: z.enum(["open", "accepted", "revoked", "expired"]),
  invited_by: z.uuid().nullable(),
  times_sent: z.int(),
  last_sent_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
}).openapi("Invitation", {
  example: {
    id: "0192f0c6-2222-7aaa-8bbb-0123456789ab",
    email: "luis@acme.example",
    name: "Luis Gómez",
    role: "user",
    permissions: { add: [], remove: [] },
    status: "open",
    invited_by: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    times_sent: 1,
    last_sent_at: "2026-11-26T15:00:00.000Z",
    created_at: "2026-11-26T15:00:00.000Z",
    expires_at: "2026-12-03T15:00:00.000Z",
  },
});

const NewInvitationBody = z.strictObject({
  email: z.string().min(3).max(254),
  name: text(200).nullish().meta({ description: "Without one the person says it" }),
  role: z.enum(ASSIGNABLE_ROLES),
  permissions: PermissionChangesBody.optional(),
  locale: z.enum(["es", "en"]).optional().meta({
    description: "Of the message; default: the organization's",
  }),
  expires_in_days: z.int().min(1).max(30).optional().meta({ description: "Default 7" }),
}).openapi("NewInvitation", {
  example: { email: "luis@acme.example", name: "Luis Gómez", role: "user" },
});

const ACCESS = { anyOf: ["create_users"] } as const;

export const listInvitationsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/invitations",
    operationId: "listInvitations",
    tags: ["users"],
    summary: "Who was asked to join, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(InvitationBody), "A page of invitations"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const page = await listInvitations(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(invitationBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createInvitationRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/invitations",
    operationId: "createInvitation",
    tags: ["users"],
    summary: "Ask somebody to join, by mail",
    description: "Takes a seat of the plan until it is accepted, revoked or expired.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewInvitationBody, "Whom, and as what") },
    },
    responses: {
      201: json(InvitationBody, "The invitation; its link goes by mail alone"),
      ...problems(
        "request_malformed",
        "seats_exceeded",
        "user_exists",
        "invitation_exists",
        ...IDEMPOTENCY_PROBLEMS,
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const { expires_in_days: expiresInDays, ...input } = c.req.valid("json");
    const ctx = await repeatable<Invitation>(c, (made) => ({ status: 201, body: invitationBody(made) }));
    const invitation = await createInvitation(ctx, c.var.deps.identity, { ...input, expiresInDays });
    return c.json(invitationBody(invitation), 201);
  },
);

export const resendInvitationRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/invitations/{id}/resend",
    operationId: "resendInvitation",
    tags: ["users"],
    summary: "Send an invitation again, with a new link",
    request: { params: IdParam },
    responses: {
      200: json(InvitationBody, "The invitation; the earlier link opens nothing any more"),
      ...problems("seats_exceeded", "invitation_not_found", "invitation_closed", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const { id } = c.req.valid("param");
    const invitation = await resendInvitation(c.var.ctx, c.var.deps.identity, id);
    return c.json(invitationBody(invitation), 200);
  },
);

export const revokeInvitationRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/invitations/{id}",
    operationId: "revokeInvitation",
    tags: ["users"],
    summary: "Take an invitation back",
    request: { params: IdParam },
    responses: {
      204: { description: "Its link opens nothing any more, and its seat is free" },
      ...problems("invitation_not_found", "invitation_closed", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    await revokeInvitation(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

function invitationBody(invitation: Invitation): z.output<typeof InvitationBody> {
  const { id, email, name, role, permissions, status, invitedBy, timesSent } = invitation;
  return {
    id,
    email,
    name,
    role,
    permissions: { add: permissions.add, remove: permissions.remove },
    status,
    invited_by: invitedBy,
    times_sent: timesSent,
    last_sent_at: invitation.lastSentAt.toISOString(),
    created_at: invitation.createdAt.toISOString(),
    expires_at: invitation.expiresAt.toISOString(),
  };
}
