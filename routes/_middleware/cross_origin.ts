import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Env } from "../_env.ts";

/** Lets the configured origins call the API from a browser. None by default. Cookies are never shared. */
export function crossOrigin(origins: readonly string[]) {
  const answerBrowser = browserPolicy(origins);
  return createMiddleware<Env>(async (c, next) => {
    if (c.req.header("origin") !== undefined) return await answerBrowser(c, next);
    // Caches must not give this answer to a browser that names its origin.
    if (origins.length > 0) c.header("Vary", "Origin");
    await next();
  });
}

function browserPolicy(origins: readonly string[]) {
  return cors({
    origin: (origin) => origins.includes(origin) ? origin : null,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: [
      "Authorization",
      "Content-Type",
      "Idempotency-Key",
      "If-Match",
      "Last-Event-ID",
      "X-Organization-ID",
      "X-Request-Id",
    ],
    exposeHeaders: [
      "ETag",
      "Location",
      "RateLimit-Limit",
      "RateLimit-Policy",
      "RateLimit-Remaining",
      "RateLimit-Reset",
      "Retry-After",
      "X-Request-Id",
    ],
    maxAge: 600,
  });
}
