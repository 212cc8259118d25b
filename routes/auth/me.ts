import { getMe, type Me, updateMe } from "#domain/identity/me.ts";
import type { LexiaContext } from "../_env.ts";
import { createRoute, defineRecognized, json, problems, z } from "../_openapi.ts";
import { MeBody } from "./schema.ts";

const ChangesBody = z.strictObject({ name: z.string().min(1).max(200) }).openapi("MeChanges", {
  example: { name: "Ana María Pérez" },
});

export const getMeRoute = defineRecognized(
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
  async (c) => {
    const me = await getMe(c.var.callerCtx);
    return c.json(meBody(me, await legalPending(c, me)), 200);
  },
);

export const updateMeRoute = defineRecognized(
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
    return c.json(meBody(me, await legalPending(c, me)), 200);
  },
);

async function legalPending(c: LexiaContext, me: Me) {
  const { legal } = c.var.deps.identity;
  return await legal.pendingOf({ organizationId: me.organization?.id ?? null, userId: me.id });
}

function meBody(me: Me, legal_pending: z.output<typeof MeBody>["legal_pending"]): z.output<typeof MeBody> {
  const { organization } = me;
  return {
    id: me.id,
    email: me.email,
    name: me.name,
    role: me.role,
    permissions: [...me.permissions],
    organization: organization &&
      { id: organization.id, name: organization.name, subdomain: organization.subdomain },
    second_factor: {
      enrolled: me.secondFactor.isEnrolled,
      required: me.secondFactor.isRequired,
      due_at: me.secondFactor.dueAt?.toISOString() ?? null,
    },
    legal_pending,
  };
}
