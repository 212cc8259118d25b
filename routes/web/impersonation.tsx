/** How an operator comes into an organization's pages as one of its people, and goes again. */
import { endOwnImpersonation } from "#domain/impersonations/end_impersonation.ts";
import { openImpersonation, peekImpersonation } from "#domain/impersonations/open_impersonation.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { Enter } from "#views/impersonations/enter.tsx";
import type { LexiaContext } from "../_env.ts";
import { clearSessionCookie, setSessionCookie } from "../_session_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { bareFrame, readForm, show, textIn } from "./_page.ts";

export async function impersonatePage(c: LexiaContext): Promise<Response> {
  const token = c.req.query("token") ?? "";
  const { person, operatorId, reason, expiresAt } = await peekImpersonation(visitorOf(c), token);
  const operator = await c.var.deps.identity.operators.of(operatorId);
  const { name, email } = person;
  // The address holds a token that no other site may learn; "no-referrer" would hide where the form comes from.
  c.header("Referrer-Policy", "same-origin");
  const frame = { ...bareFrame(c), organization: c.var.organization?.name ?? null };
  const props = { operator, reason, expiresAt, person: { name, email } };
  return show(c, <Enter frame={frame} token={token} {...props} />);
}

export async function submitImpersonation(c: LexiaContext): Promise<Response> {
  const token = textIn(await readForm(c), "token");
  const { cookieToken, expiresAt } = await openImpersonation(visitorOf(c), token);
  setSessionCookie(c, cookieToken, expiresAt);
  return c.redirect("/", 303);
}

/** The button on the banner. */
export async function submitImpersonationEnd(c: LexiaContext): Promise<Response> {
  const { organization, actor, deps, requestId, address } = c.var;
  if (organization && actor) {
    const ctx = tenantContext(deps.services, { organization, actor, requestId, address });
    await endOwnImpersonation(ctx, deps.identity);
  }
  clearSessionCookie(c);
  return c.redirect("/sign-in", 303);
}
