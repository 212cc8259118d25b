import { DomainError } from "#domain/errors.ts";
import { refreshSession } from "#domain/identity/refresh_session.ts";
import { createRoute, definePublic, json, problems, z } from "../_openapi.ts";
import { TokensBody, tokensBody, visitorOf } from "./schema.ts";

const RefreshBody = z.object({ refresh_token: z.string().min(1).max(200) }).openapi("Refresh", {
  example: { refresh_token: "lxr_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
});

const route = createRoute({
  method: "post",
  path: "/auth/refresh",
  operationId: "refresh",
  tags: ["auth"],
  summary: "Exchange a refresh token for the next pair",
  description:
    "Each refresh token is good for one use: a second use ends the session, since somebody has a copy.",
  request: { body: { required: true, ...json(RefreshBody, "The refresh token") } },
  responses: {
    200: json(TokensBody, "The next pair"),
    ...problems(
      "request_malformed",
      "organization_not_found",
      "token_invalid",
      "refresh_token_reused",
      "not_a_member",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
    ),
  },
});

export const refreshRoute = definePublic(route, async (c) => {
  if (!c.var.organization && c.var.hostKind !== "admin") throw new DomainError("organization_not_found");
  const issued = await refreshSession(visitorOf(c), c.req.valid("json").refresh_token);
  return c.json(tokensBody(issued), 200, { "Cache-Control": "no-store" });
});
