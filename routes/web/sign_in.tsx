/** Signing in and out with a browser: the proof is a cookie. */
import { DomainError } from "#domain/errors.ts";
import { signInBrowser } from "#domain/identity/sign_in.ts";
import { signOut } from "#domain/identity/sign_out.ts";
import { SignIn } from "#views/identity/sign_in.tsx";
import { problemWords } from "#views/problems/words.ts";
import { setDeviceCookie } from "../_device_cookie.ts";
import type { LexiaContext } from "../_env.ts";
import { statusOf } from "../_middleware/problem.ts";
import { clearSessionCookie, setSessionCookie } from "../_session_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";

const AFTER_SIGN_IN = "/solicitudes";

export function signInPage(c: LexiaContext): Response {
  const next = pathWithin(c.req.query("next"));
  if (c.var.actor) return c.redirect(next, 303);
  return show(c, <SignIn frame={frameOf(c)} email="" next={next} />);
}

export async function submitSignIn(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const [email, password] = [textIn(form, "email"), textIn(form, "password")];
  const next = pathWithin(textIn(form, "next"));
  try {
    const { cookieToken, expiresAt, device } = await signInBrowser(visitorOf(c), { email, password });
    setSessionCookie(c, cookieToken, expiresAt);
    setDeviceCookie(c, device);
    return c.redirect(next, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return showRefusal(c, error, { email, next });
  }
}

export async function submitSignOut(c: LexiaContext): Promise<Response> {
  const { organization, actor, deps, requestId, address } = c.var;
  if (organization && actor) {
    const ctx = tenantContext(deps.services, { organization, actor, requestId, address });
    await signOut(ctx, deps.identity);
  }
  clearSessionCookie(c);
  return c.redirect("/sign-in", 303);
}

function showRefusal(c: LexiaContext, error: DomainError, typed: { email: string; next: string }): Response {
  const { title, advice } = problemWords(error.code);
  const { retryAfterSeconds } = error.data;
  if (retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(Math.max(1, Math.ceil(retryAfterSeconds))));
  }
  const page = <SignIn frame={frameOf(c)} {...typed} error={`${title}. ${advice}`} />;
  return show(c, page, statusOf(error.kind));
}

/** A path on this very host; anything else leads to the list. Browsers read `//` and `/\` as another host. */
export function pathWithin(path: string | undefined): string {
  const here = "http://here.invalid";
  if (path === undefined || !/^\/[^/\\]/.test(path) || !URL.canParse(path, here)) return AFTER_SIGN_IN;
  const url = new URL(path, here);
  return url.origin === here ? url.pathname + url.search : AFTER_SIGN_IN;
}
