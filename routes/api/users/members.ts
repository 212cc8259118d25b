import { addUser } from "#domain/users/add_user.ts";
import { listUsers, type Member } from "#domain/users/list_users.ts";
import { ROLES } from "#domain/authz.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";

const MemberBody = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  is_active: z.boolean(),
  joined_at: z.iso.datetime(),
  last_sign_in_at: z.iso.datetime().nullable(),
}).openapi("Member", {
  example: {
    id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    email: "ana@acme.example",
    name: "Ana Pérez",
    role: "user",
    is_active: true,
    joined_at: "2026-11-20T15:00:00.000Z",
    last_sign_in_at: null,
  },
});

const NewUserBody = z.strictObject({
  name: z.string().min(1).max(200),
  email: z.string().min(3).max(254),
  password: z.string().min(1).max(1_000).meta({
    description: "15 to 128 characters, and not easily guessed",
  }),
  role: z.enum(["org_admin", "manager", "user", "viewer"]),
}).openapi("NewUser", {
  example: {
    name: "Ana Pérez",
    email: "ana@acme.example",
    password: "cuatro palabras al azar",
    role: "user",
  },
});

export const listUsersRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/users",
    operationId: "listUsers",
    tags: ["users"],
    summary: "The organization's people, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(MemberBody), "A page of people"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  { anyOf: ["read_users"] },
  async (c) => {
    const page = await listUsers(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(memberBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createUserRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/users",
    operationId: "createUser",
    tags: ["users"],
    summary: "Make somebody a member, with a password to hand over",
    request: { headers: IdempotencyHeader, body: { required: true, ...json(NewUserBody, "The person") } },
    responses: {
      201: json(MemberBody, "The new member"),
      ...problems(
        "request_malformed",
        "seats_exceeded",
        "user_exists",
        ...IDEMPOTENCY_PROBLEMS,
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "password_too_weak",
        "sign_in_busy",
      ),
    },
  }),
  { anyOf: ["create_users"] },
  async (c) => {
    const ctx = await repeatable<Member>(c, (made) => ({ status: 201, body: memberBody(made) }));
    const member = await addUser(ctx, c.var.deps.identity, c.req.valid("json"));
    return c.json(memberBody(member), 201);
  },
);

function memberBody(member: Member): z.output<typeof MemberBody> {
  return {
    id: member.id,
    email: member.email,
    name: member.name,
    role: member.role,
    is_active: member.isActive,
    joined_at: member.joinedAt.toISOString(),
    last_sign_in_at: member.lastSignInAt && member.lastSignInAt.toISOString(),
  };
}
