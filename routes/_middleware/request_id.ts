import { createMiddleware } from "hono/factory";
import type { Env } from "../_env.ts";

/** Takes the caller's `X-Request-Id` where it is harmless, else makes one; answers with it. */
export const requestId = createMiddleware<Env>(async (c, next) => {
  const given = c.req.header("x-request-id") ?? "";
  const id = /^[\w.-]{8,64}$/.test(given) ? given : crypto.randomUUID();
  c.set("requestId", id);
  c.header("X-Request-Id", id);
  await next();
});
