/** Signing in and out with a browser: the proof is a cookie. */
import { DomainError } from "#domain/errors.ts";
import { signInByForm } from "#domain/identity/directory_sign_in.ts";
import { type Opened, type SecondStep, SecondStepAsked } from "#domain/identity/second_step.ts";
import { signOut } from "#domain/identity/sign_out.ts";
import { signOutAddress } from "#domain/identity/sso/sign_out_address.ts";
import { signInWays } from "#domain/identity/sso/sign_in_ways.ts";
import { SecondStepPage } from "#views/identity/second_step.tsx";
import { SignIn } from "#views/identity/sign_in.tsx";
import { SignedOut } from "#views/identity/signed_out.tsx";
import { setDeviceCookie } from "../_device_cookie.ts";
import type { LexiaContext } from "../_env.ts";
import { callerOf } from "../_middleware/require.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { clearSessionCookie, setSessionCookie } from "../_session_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { readerOf } from "./_look.ts";
import { refusalText, sentenceOf } from "./_refusal.ts";
import { PASSKEYS_SCRIPT } from "./assets.ts";

/** Where one begins, on each host where people sign in. */
const AFTER_SIGN_IN = "/dashboard";
const OPERATORS_BEGIN = "/overview";

/** What a sign-in or sign-out through a provider may come back with. Whoever makes up a link cannot put words of theirs here. */
const FROM_PROVIDERS: readonly string[] = [
  "sso_state_invalid",
  "sso_provider_unavailable",
  "sso_assertion_refused",
  "sso_email_not_allowed",
  "sso_sign_out_incomplete",
  "not_a_member",
  "seats_exceeded",
  "too_many_attempts",
];

export async function signInPage(c: LexiaContext): Promise<Response> {
  const next = nextPath(c, c.req.query("next"));
  if (c.var.actor) return c.redirect(next, 303);
  const email = (c.req.query("email") ?? "").slice(0, 254);
  return await showForm(c, { email, next, error: errorFromProvider(c) });
}

/** What the address says was wrong, in words; undefined where it says nothing that is known. */
export function errorFromProvider(c: LexiaContext): string | undefined {
  const code = FROM_PROVIDERS.find((known) => known === c.req.query("error"));
  return code && sentenceOf(code, readerOf(c).locale);
}

export async function submitSignIn(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const [email, password] = [textIn(form, "email"), textIn(form, "password")];
  const next = nextPath(c, textIn(form, "next"));
  try {
    return enter(c, await signInByForm(visitorOf(c), { login: email, password }), next);
  } catch (error) {
    if (error instanceof SecondStepAsked) return showSecondStep(c, { ...error.step, next });
    if (!(error instanceof DomainError)) throw error;
    return await showRefusal(c, error, { email, next });
  }
}

/** Gives the browser its session. */
export function enter(c: LexiaContext, opened: Opened<"browser">, next: string): Response {
  setSessionCookie(c, opened.cookieToken, opened.expiresAt);
  setDeviceCookie(c, opened.device);
  return c.redirect(next, 303);
}

/** Asks for the second factor, by whatever the person has. */
export function showSecondStep(
  c: LexiaContext,
  { next, refusal, ...step }: SecondStep & { next: string; refusal?: DomainError },
): Response {
  const frame = frameOf(c);
  const script = PASSKEYS_SCRIPT.path;
  const error = refusal && refusalText(c, refusal);
  const page = <SecondStepPage frame={frame} script={script} {...step} next={next} error={error} />;
  return show(c, page, refusal ? statusOf(refusal.kind) : 200);
}

/** Ends the session here, and sends the browser on to end it at the provider that vouched for it. */
export async function submitSignOut(c: LexiaContext): Promise<Response> {
  const { organization, deps } = c.var;
  const caller = organization || c.var.hostKind === "admin" ? callerOf(c) : undefined;
  clearSessionCookie(c);
  if (!caller) return c.redirect("/sign-in", 303);
  const ended = await signOut(caller, deps.identity);
  const there = organization && ended &&
    await signOutAddress(deps.services, deps.identity, organization, ended);
  if (there === undefined) return c.redirect("/sign-in", 303);
  // A page, since our content policy lets a form lead nowhere but here.
  return show(c, <SignedOut frame={{ ...frameOf(c), person: null }} address={there} />);
}

export async function showRefusal(
  c: LexiaContext,
  error: DomainError,
  typed: { email: string; next: string },
): Promise<Response> {
  return await showForm(c, { ...typed, error: refusalText(c, error) }, statusOf(error.kind));
}

async function showForm(
  c: LexiaContext,
  props: { email: string; next: string; error?: string },
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const ways = await signInWays(visitorOf(c));
  return show(c, <SignIn frame={frameOf(c)} script={PASSKEYS_SCRIPT.path} ways={ways} {...props} />, status);
}

/** Where a sign-in leads: the path that was asked for, or where one begins on this host. */
export function nextPath(c: LexiaContext, path: string | undefined): string {
  return pathWithin(path, c.var.hostKind === "admin" ? OPERATORS_BEGIN : AFTER_SIGN_IN);
}

/** A path on this very host; anything else leads to where one begins. Browsers read `//` and `/\` as another host. */
export function pathWithin(path: string | undefined, otherwise: string = AFTER_SIGN_IN): string {
  const here = "http://here.invalid";
  if (path === undefined || !/^\/(?![/\\])/.test(path) || !URL.canParse(path, here)) return otherwise;
  const url = new URL(path, here);
  return url.origin === here ? url.pathname + url.search : otherwise;
}
