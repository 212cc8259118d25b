import { ErrorPage } from "#views/problems/error_page.tsx";
import { documentOf } from "../_document.ts";
import type { Problem } from "../_middleware/problem.ts";
import type { LexiaContext } from "../_env.ts";
import { bareFrame, frameOf, signInPath } from "./_page.ts";

/** A problem as people see it. It shows no more than the problem document does. */
export function errorPage(problem: Problem, c: LexiaContext, retryAfter?: string): string {
  const { code, status, type, request_id } = problem;
  // Where the host names nobody, only the platform's own page is there to go to.
  const home = code === "organization_not_found" ? new URL("/", type).href : "/";
  // Who is signed in goes on from the bar, and who looks in as somebody sees that here too.
  const frame = c.var.actor ? frameOf(c) : bareFrame(c);
  const again = mayGoBetter(c, status) ? { path: pathOf(c), seconds: Number(retryAfter) || null } : undefined;
  return documentOf(
    <ErrorPage
      frame={frame}
      code={code}
      status={status}
      requestId={request_id}
      home={home}
      again={again}
      signIn={signInPath(c)}
    />,
  );
}

/** A form is not sent again by a link. */
function mayGoBetter(c: LexiaContext, status: number): boolean {
  return c.req.method === "GET" && (status === 429 || status === 503);
}

function pathOf(c: LexiaContext): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname.replace(/^[/\\]+/, "/") + search;
}
