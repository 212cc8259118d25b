import { DomainError } from "#domain/errors.ts";
import type { App } from "./_openapi.ts";
import { problemOf } from "./_middleware/problem.ts";
import { SECURITY_HEADERS } from "./_middleware/security_headers.ts";

/** Requests as Deno's server brings them, to the app; with the peer's address, which no header can forge. */
export function requestHandler(app: App) {
  return (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Response | Promise<Response> => {
    if (!hasReadableUrl(request)) return refuseHost();
    return app.fetch(request, { remoteAddress: info.remoteAddr.hostname });
  };
}

const PROBES = ["/health", "/ready", "/metrics"];

/** The same, for what watches over a process that serves nobody: there is nothing else. */
export function probesHandler(app: App) {
  const handle = requestHandler(app);
  return (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Response | Promise<Response> => {
    if (!hasReadableUrl(request)) return refuseHost();
    if (!PROBES.includes(new URL(request.url).pathname)) return bare(404);
    // Past these paths the app would look for an organization.
    return ["GET", "HEAD"].includes(request.method)
      ? handle(request, info)
      : bare(405, { Allow: "GET, HEAD" });
  };
}

function bare(status: number, more: Record<string, string> = {}): Response {
  return new Response(null, {
    status,
    headers: { ...SECURITY_HEADERS, "Cache-Control": "no-store", ...more },
  });
}

/** The address is put together from the Host header, which may be one that no URL can hold: `x:99999`. */
function hasReadableUrl(request: Request): boolean {
  try {
    return URL.canParse(request.url);
  } catch {
    return false;
  }
}

/** It never comes to the middleware, so it carries by itself what every answer carries. */
function refuseHost(): Response {
  const problem = problemOf(new DomainError("host_ambiguous"), crypto.randomUUID(), null);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      ...SECURITY_HEADERS,
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
    },
  });
}
