/** What all pages share: the frame around them, how they are sent, and on which hosts they are. */
import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { lacksSecondFactor } from "#domain/identity/second_factor_policy.ts";
import type { Frame } from "#views/ui/layout.tsx";
import type { Locale } from "#views/ui/reader.ts";
import { documentOf, type View } from "../_document.ts";
import type { Env, HostKind, LexiaContext } from "../_env.ts";
import type { ProblemStatus } from "../_middleware/problem.ts";
import { requireMember, requireOperator, requireRecognized } from "../_middleware/require.ts";
import { brandOf } from "./brand.ts";
import { readerOf, themeOf } from "./_look.ts";
import { APP_SCRIPT, FONT_PATH, HTMX_SCRIPT, ICON, ICONS, STYLE } from "./assets.ts";

/** Around pages on which nobody is known. */
export function bareFrame(c: LexiaContext): Frame {
  return {
    assets: {
      css: STYLE.path,
      icon: ICON.path,
      touchIcon: ICONS.apple.path,
      font: FONT_PATH,
      htmx: HTMX_SCRIPT.path,
      app: APP_SCRIPT.path,
    },
    reader: readerOf(c),
    theme: themeOf(c),
    host: c.var.hostKind,
    here: c.req.path,
    address: addressOf(c),
    organization: null,
    person: null,
    brand: null,
    impersonation: null,
  };
}

/** `locale`: of the page, where it is not the reader's. */
export function frameOf(c: LexiaContext, locale?: Locale): Frame {
  const { organization, actor, otherOrganizations = [] } = c.var;
  return {
    ...bareFrame(c),
    reader: { ...readerOf(c), ...(locale && { locale }) },
    organization: organization?.name ?? null,
    brand: brandOf(organization),
    person: actor
      ? {
        name: actor.name,
        email: actor.email,
        permissions: [...actor.permissions],
      }
      : null,
    elsewhere: otherOrganizations.map(({ name, signInUrl }) => ({ name, address: signInUrl })),
    impersonation: c.var.impersonation ?? null,
  };
}

/** Where a choice of language comes back to; a form's page has no address of its own. */
function addressOf(c: LexiaContext): string {
  const { pathname, search } = new URL(c.req.url);
  return c.req.method === "GET" ? pathname + search : "/";
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

/**
 * Sets `ctx`; sends who is not signed in to the sign-in page, and who has something to accept to that page, and from
 * there back. Programs have the API.
 */
export const memberPage = createMiddleware<Env>(async (c, next) => {
  const { actor, deps } = c.var;
  if (actor?.proof.via === "api_key") throw new DomainError("permission_denied");
  if (actor && lacksSecondFactor(actor, deps.services.clock.now())) return c.redirect("/security", 303);
  const path = await legalPath(c);
  if (path !== undefined) return c.redirect(path, 303);
  if (actor || c.var.credentialProblem?.kind === "forbidden") {
    return await requireMember(c, async () => {
      c.set("otherOrganizations", await deps.identity.otherOrganizations.of(c.var.ctx));
      await next();
    });
  }
  return c.redirect(signInPath(c), 303);
});

/** Sets `platformCtx` on the operators' host; sends who is not signed in there to its sign-in page, and from there back. */
export const operatorPage = createMiddleware<Env>(async (c, next) => {
  const { actor, deps, credentialProblem } = c.var;
  if (actor && lacksSecondFactor(actor, deps.services.clock.now())) return c.redirect("/security", 303);
  if (actor || credentialProblem?.kind === "forbidden") return await requireOperator(c, next);
  const path = signInPath(c);
  // What refreshes a part of a page would put the form there.
  if (c.req.header("hx-request") !== undefined) return c.body(null, 200, { "HX-Redirect": path });
  return c.redirect(path, 303);
});

/** Either of the two, where both hosts have a page of that path. */
export const signedInPage = createMiddleware<Env>(async (c, next) =>
  c.var.hostKind === "admin" ? await operatorPage(c, next) : await memberPage(c, next)
);

/** The same, for the page where a second factor that is due is given or set up; sets `callerCtx`. */
export const recognizedPage = createMiddleware<Env>(async (c, next) => {
  if (c.var.actor || c.var.credentialProblem?.kind === "forbidden") return await requireRecognized(c, next);
  return c.redirect(signInPath(c), 303);
});

/** Where terms are asked for, while some are. Who looks in as somebody cannot accept for them, and is let through. */
async function legalPath(c: LexiaContext): Promise<string | undefined> {
  const { organization, actor, deps } = c.var;
  if (!organization || !actor || c.req.method !== "GET" || c.req.path === "/legal") return undefined;
  if (actor.proof.impersonatorId !== null) return undefined;
  const who = { organizationId: organization.id, userId: actor.userId };
  if ((await deps.identity.legal.pendingOf(who)).length === 0) return undefined;
  const { pathname, search } = new URL(c.req.url);
  return `/legal?next=${encodeURIComponent(pathname + search)}`;
}

/** Where one signs in and comes back: to the page, or to that from which the form was sent. */
export function signInPath(c: LexiaContext): string {
  const from = c.req.method === "GET" ? c.req.url : ownReferrer(c);
  if (from === undefined) return "/sign-in";
  const { pathname, search } = new URL(from);
  return `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}

function ownReferrer(c: LexiaContext): string | undefined {
  const referrer = c.req.header("referer") ?? "";
  const isOwn = URL.canParse(referrer) && new URL(referrer).host === new URL(c.req.url).host;
  return isOwn ? referrer : undefined;
}

/** The fields of a submitted form; `all`: those that come several times as lists. @throws {DomainError} `request_malformed` where it is none. */
export async function readForm(
  c: LexiaContext,
  { all = false }: { all?: boolean } = {},
): Promise<Record<string, unknown>> {
  try {
    return await c.req.parseBody({ all });
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
