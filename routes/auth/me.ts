import { getMe, type Me, updateMe } from "#domain/identity/me.ts";
import { createRoute, defineSignedIn, json, problems, z } from "../_openapi.ts";
import { MeBody } from "./schema.ts";

const ChangesBody = z.strictObject({ name: z.string().min(1).max(200) }).openapi("MeChanges", {
  example: { name: "Ana María Pérez" },
});

export const getMeRoute = defineSignedIn(
  createRoute({
    method: "get",
    path: "/auth/me",
    operationId: "getMe",
    tags: ["auth"],
    summary: "Who you are, and what you may do",
    responses: {
      200: json(MeBody, "You"),
      ...problems("authentication_required", "token_invalid", "not_a_member"),
    },
  }),
  async (c) => c.json(meBody(await getMe(c.var.callerCtx)), 200),
);

export const updateMeRoute = defineSignedIn(
  createRoute({
    method: "put",
    path: "/auth/me",
    operationId: "updateMe",
    tags: ["auth"],
    summary: "Change your name",
    request: { body: { required: true, ...json(ChangesBody, "What changes") } },
    responses: {
      200: json(MeBody, "You, as you are now"),
      ...problems(
        "request_malformed",
        "authentication_required",
        "token_invalid",
        "not_a_member",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  async (c) => {
    const me = await updateMe(c.var.callerCtx, c.var.deps.identity, c.req.valid("json"));
    return c.json(meBody(me), 200);
  },
);

function meBody(me: Me): z.output<typeof MeBody> {
  const { organization } = me;
  return {
    id: me.id,
    email: me.email,
    name: me.name,
    role: me.role,
    permissions: [...me.permissions],
    organization: organization &&
      { id: organization.id, name: organization.name, subdomain: organization.subdomain },
  };
}
