import { signOut } from "#domain/identity/sign_out.ts";
import { createRoute, defineRecognized, problems } from "../_openapi.ts";
import { clearSessionCookie } from "../_session_cookie.ts";

const route = createRoute({
  method: "post",
  path: "/auth/logout",
  operationId: "logout",
  tags: ["auth"],
  summary: "End this session and all its tokens",
  responses: { 204: { description: "Signed out" }, ...problems("authentication_required", "token_invalid") },
});

export const logoutRoute = defineRecognized(route, async (c) => {
  await signOut(c.var.callerCtx, c.var.deps.identity);
  clearSessionCookie(c);
  return c.body(null, 204);
});
