import { cors } from "hono/cors";

/** Lets the configured origins call the API from a browser. None by default. Cookies are never shared. */
export function crossOrigin(origins: readonly string[]) {
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
