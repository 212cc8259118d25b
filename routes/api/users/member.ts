import { PERMISSIONS, ROLES } from "#domain/authz.ts";
import { endUserSessions } from "#domain/users/end_user_sessions.ts";
import { getUser } from "#domain/users/get_user.ts";
import type { MemberRecord } from "#domain/users/member.ts";
import { removeUser } from "#domain/users/remove_user.ts";
import { updateUser } from "#domain/users/update_user.ts";
import { etagOfInstant, expectedInstant, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, IdParam, json, problems, text, z } from "../../_openapi.ts";

export const ASSIGNABLE_ROLES = ["org_admin", "manager", "user", "viewer"] as const;

/** What is added to, and taken from, the permissions of the role. */
export const PermissionChangesBody = z.strictObject({
  add: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length).default([]),
  remove: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length).default([]),
}).openapi("PermissionChanges", { example: { add: [], remove: ["bulk_operations"] } });

const MemberDetailBody = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  permissions: z.object({ add: z.array(z.string()), remove: z.array(z.string()) }),
  is_active: z.boolean(),
  joined_at: z.iso.datetime(),
  last_sign_in_at: z.iso.datetime().nullable(),
  updated_at: z.iso.datetime(),
}).openapi("MemberDetail", {
  example: {
    id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    email: "ana@acme.example",
    name: "Ana Pérez",
    role: "manager",
    permissions: { add: [], remove: ["bulk_operations"] },
    is_active: true,
    joined_at: "2026-11-20T15:00:00.000Z",
    last_sign_in_at: null,
    updated_at: "2026-11-21T15:00:00.000Z",
  },
});

const ChangesBody = z.strictObject({
  name: text(200).min(1).optional(),
  role: z.enum(ASSIGNABLE_ROLES).optional(),
  permissions: PermissionChangesBody.optional(),
  is_active: z.boolean().optional(),
}).openapi("MemberUpdate", { example: { role: "user" } });

export const getUserRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/users/{id}",
    operationId: "getUser",
    tags: ["users"],
    summary: "Read one of the organization's people",
    request: { params: IdParam },
    responses: {
      200: json(MemberDetailBody, "The person"),
      ...problems("user_not_found", "request_invalid"),
    },
  }),
  { anyOf: ["read_users"] },
  async (c) => {
    const member = await getUser(c.var.ctx, c.req.valid("param").id);
    return c.json(memberDetailBody(member), 200, { ETag: etagOfInstant(member.updatedAt) });
  },
);

export const updateUserRoute = define(
  createRoute({
    method: "patch",
    path: "/api/v1/users/{id}",
    operationId: "updateUser",
    tags: ["users"],
    summary: "Change somebody's name, role, permissions or state",
    description:
      "It counts everywhere within 5 seconds. Deactivating ends sessions and keys; the last administrator stays.",
    request: {
      params: IdParam,
      headers: IfMatchHeader,
      body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
    },
    responses: {
      200: json(MemberDetailBody, "The person as they are now"),
      ...problems(
        "request_malformed",
        "seats_exceeded",
        "fresh_proof_required",
        "own_account",
        "user_not_found",
        "last_administrator",
        "version_conflict",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  { anyOf: ["update_users"] },
  async (c) => {
    const { is_active: isActive, ...changes } = c.req.valid("json");
    const member = await updateUser(c.var.ctx, c.var.deps.identity, {
      id: c.req.valid("param").id,
      expectedUpdatedAt: expectedInstant(c),
      changes: { ...changes, isActive },
    });
    return c.json(memberDetailBody(member), 200, { ETag: etagOfInstant(member.updatedAt) });
  },
);

export const removeUserRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/users/{id}",
    operationId: "removeUser",
    tags: ["users"],
    summary: "Take somebody out of the organization",
    description: "Ends their sessions and keys. Who has solicitudes needs a successor, who takes them over.",
    request: {
      params: IdParam,
      headers: IfMatchHeader,
      query: z.object({
        successor_id: z.uuid().optional().meta({ description: "Who takes over the person's solicitudes" }),
      }),
    },
    responses: {
      204: { description: "Gone" },
      ...problems(
        "fresh_proof_required",
        "own_account",
        "user_not_found",
        "last_administrator",
        "user_owns_solicitudes",
        "version_conflict",
        "request_invalid",
      ),
    },
  }),
  { anyOf: ["delete_users"] },
  async (c) => {
    await removeUser(c.var.ctx, c.var.deps.identity, {
      id: c.req.valid("param").id,
      expectedUpdatedAt: expectedInstant(c),
      successorId: c.req.valid("query").successor_id?.toLowerCase(),
    });
    return c.body(null, 204);
  },
);

const EndedBody = z.object({ ended: z.int() }).openapi("EndedSessions", { example: { ended: 2 } });

export const endUserSessionsRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/users/{id}/sessions",
    operationId: "endUserSessions",
    tags: ["users"],
    summary: "End all sessions of a member",
    request: { params: IdParam },
    responses: {
      200: json(EndedBody, "How many ended"),
      ...problems("user_not_found", "request_invalid"),
    },
  }),
  { anyOf: ["update_users"] },
  async (c) => {
    const ended = await endUserSessions(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.json({ ended }, 200);
  },
);

function memberDetailBody(member: MemberRecord): z.output<typeof MemberDetailBody> {
  const { id, email, name, role, permissions, isActive, joinedAt, lastSignInAt, updatedAt } = member;
  return {
    id,
    email,
    name,
    role,
    permissions: { add: permissions.add, remove: permissions.remove },
    is_active: isActive,
    joined_at: joinedAt.toISOString(),
    last_sign_in_at: lastSignInAt && lastSignInAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}
