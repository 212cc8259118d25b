/** What all pages share: the frame around them, how they are sent, and on which hosts they are. */
import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import type { Frame } from "#views/ui/layout.tsx";
import { documentOf, type View } from "../_document.ts";
import type { Env, HostKind, LexiaContext } from "../_env.ts";
import type { ProblemStatus } from "../_middleware/problem.ts";
import { requireMember } from "../_middleware/require.ts";
import { ICON, STYLE } from "./assets.ts";

/** Around pages on which nobody is known. */
export function bareFrame(): Frame {
  return { assets: { css: STYLE.path, icon: ICON.path }, organization: null, person: null };
}

export function frameOf(c: LexiaContext): Frame {
  const { organization, actor } = c.var;
  return {
    ...bareFrame(),
    organization: organization?.name ?? null,
    person: actor ? { name: actor.name, email: actor.email } : null,
  };
}

/** Sends a page that is nobody else's to keep. */
export function show(c: LexiaContext, view: View, status: 200 | ProblemStatus = 200): Response {
  return c.html(documentOf(view), status, { "Cache-Control": "no-store" });
}

/** Elsewhere the page does not exist. */
export function onlyOn(...kinds: HostKind[]) {
  return createMiddleware<Env>(async (c, next) => {
    if (!kinds.includes(c.var.hostKind)) throw new DomainError("not_found");
    await next();
  });
}

/** Sets `ctx`; sends who is not signed in to the sign-in page, and from there back. */
export const memberPage = createMiddleware<Env>(async (c, next) => {
  if (c.var.actor || c.var.credentialProblem?.kind === "forbidden") return await requireMember(c, next);
  return c.redirect(signInPath(c), 303);
});

function signInPath(c: LexiaContext): string {
  if (c.req.method !== "GET") return "/sign-in";
  const { pathname, search } = new URL(c.req.url);
  return `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}

/** The fields of a submitted form. @throws {DomainError} `request_malformed` where it is none. */
export async function readForm(c: LexiaContext): Promise<Record<string, unknown>> {
  try {
    return await c.req.parseBody();
  } catch (error) {
    // What the runtime says of a form without boundary, or one that breaks off.
    if (error instanceof TypeError) throw new DomainError("request_malformed");
    throw error;
  }
}

/** A text field of a submitted form; empty where it is missing or a file. */
export function textIn(form: Record<string, unknown>, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value : "";
}
