import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { Env, LexiaContext } from "../_env.ts";

/** One line and one count a request; the address asked for stands there without its query, which may hold names. */
export const accessLog = createMiddleware<Env>(async (c, next) => {
  const { services, requestMetrics } = c.get("deps");
  const startedAt = services.clock.now();
  await next();
  const seconds = (services.clock.now() - startedAt) / 1000;
  const endpoint = endpointOf(c);
  const { requestId, organization, actor, address } = c.var;
  const method = methodOf(c);
  requestMetrics.request({ method, endpoint: countedAs(endpoint), status: c.res.status, seconds });
  services.log[c.res.status >= 500 ? "error" : "info"]("Request answered", {
    request_id: requestId,
    method,
    endpoint,
    path: pathOf(c),
    status: c.res.status,
    duration_ms: Math.round(seconds * 1000),
    organization_id: organization?.id,
    user_id: actor?.userId,
    client_ip: address,
  });
});

/** Some addresses carry a token, which opens accounts: it is left out wherever it stands, known route or not. */
function pathOf(c: LexiaContext): string {
  return c.req.path.replace(/(?:lx[a-z]|lexia(?:_scim)?)_[\w%-]+/gi, "(token)").slice(0, 300);
}

/** Others are somebody's invention, and would make a metric series each. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function methodOf(c: LexiaContext): string {
  return METHODS.has(c.req.method) ? c.req.method : "OTHER";
}

const OF_THE_API = /^\/(api|auth|scim)(\/|$)/;

/** Pages are counted by their part of the app: each of its own would make a hundred and fifty series more. */
function countedAs(endpoint: string): string {
  return OF_THE_API.test(endpoint) ? endpoint : /^\/[^/]*/.exec(endpoint)?.[0] ?? endpoint;
}

/** The pattern of the route that the request is for, also where it was refused before it came there. */
export function endpointOf(c: LexiaContext): string {
  // Middleware matches too, before and behind it, but always with a star.
  return matchedRoutes(c).find(({ path }) => !path.includes("*"))?.path ?? "(unknown)";
}
