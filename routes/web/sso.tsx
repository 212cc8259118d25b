/** Signing in through an organization's identity provider: browsers leave from here, and come back here. */
import { DomainError } from "#domain/errors.ts";
import { backChannelLogout } from "#domain/identity/oidc/back_channel_logout.ts";
import { finishOidc } from "#domain/identity/oidc/finish_oidc.ts";
import { startOidc } from "#domain/identity/oidc/start_oidc.ts";
import { finishSaml } from "#domain/identity/saml/finish_saml.ts";
import { spMetadata } from "#domain/identity/saml/sp_metadata.ts";
import { startSaml } from "#domain/identity/saml/start_saml.ts";
import { takeLogoutRequest } from "#domain/identity/saml/take_logout_request.ts";
import { takeLogoutResponse } from "#domain/identity/saml/take_logout_response.ts";
import type { Admitted } from "#domain/identity/sso/admit.ts";
import type { LexiaContext } from "../_env.ts";
import {
  clearSsoCookie,
  isMarkedConfirming,
  keepSsoCookie,
  markConfirming,
  readSsoCookie,
  type SsoKind,
} from "../_sso_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { readForm, textIn } from "./_page.ts";
import { enter, pathWithin, showSecondStep } from "./sign_in.tsx";

const START = { oidc: startOidc, saml: startSaml } as const;

/** Sends the browser to the provider, from the host to which it will come back. */
export function startSso(kind: SsoKind) {
  return async (c: LexiaContext): Promise<Response> => {
    const next = pathWithin(c.req.query("next"));
    const { deps, organization, actor } = c.var;
    const isConfirming = c.req.query("for") === "confirm";
    if (!organization) throw new DomainError("organization_not_found");
    const { pathname } = new URL(c.req.url);
    const here = new URL(deps.services.addressOf(organization, pathname));
    // The cookie belongs to one host: that of the address which the provider knows.
    if (here.hostname !== new URL(c.req.url).hostname) {
      here.searchParams.set("next", next);
      if (isConfirming) here.searchParams.set("for", "confirm");
      return c.redirect(here.href, 303);
    }
    if (isConfirming && !actor) return c.redirect(`/sign-in?${new URLSearchParams({ next })}`, 303);
    const confirming = isConfirming && actor
      ? { sessionId: actor.sessionId, userId: actor.userId }
      : undefined;
    markConfirming(c, kind, isConfirming);
    return await orSignInPage(c, isConfirming, async () => {
      const browser = keepSsoCookie(c, kind);
      const to = { providerId: idIn(c), browser, next, confirming };
      return c.redirect(await START[kind](visitorOf(c), to), 303);
    });
  };
}

export async function oidcCallback(c: LexiaContext): Promise<Response> {
  return await orSignInPage(c, isMarkedConfirming(c, "oidc"), async () => {
    const parameters = new URL(c.req.url).searchParams;
    const browser = readSsoCookie(c, "oidc");
    return welcome(c, "oidc", await finishOidc(visitorOf(c), { providerId: idIn(c), parameters, browser }));
  });
}

export async function samlAcs(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const [response, relayState] = [textIn(form, "SAMLResponse"), textIn(form, "RelayState")];
  return await orSignInPage(c, isMarkedConfirming(c, "saml"), async () => {
    const posted = { providerId: idIn(c), response, relayState, browser: readSsoCookie(c, "saml") };
    return welcome(c, "saml", await finishSaml(visitorOf(c), posted));
  });
}

/** Either the provider demands that somebody is signed out, or it answers LEXIA's own demand. */
export async function samlLogout(c: LexiaContext): Promise<Response> {
  const isPost = c.req.method === "POST";
  const form = isPost ? await readForm(c) : {};
  const [request, response] = ["SAMLRequest", "SAMLResponse"].map((name) =>
    isPost ? textIn(form, name) : c.req.query(name) ?? ""
  );
  const carried = isPost
    ? { by: "post" as const, message: request || response || "", relayState: textIn(form, "RelayState") }
    : { by: "redirect" as const, query: new URL(c.req.url).search.slice(1) };
  const sent = { providerId: idIn(c), carried };
  return await orSignInPage(c, false, async () => {
    if (request === "" && response !== "") {
      await takeLogoutResponse(visitorOf(c), sent);
      return c.redirect("/sign-in", 303);
    }
    return c.redirect(await takeLogoutRequest(visitorOf(c), sent) ?? "/sign-in", 303);
  });
}

export async function samlMetadata(c: LexiaContext): Promise<Response> {
  const xml = await spMetadata(visitorOf(c), idIn(c));
  return c.body(xml, 200, {
    "Content-Type": "application/samlmetadata+xml; charset=utf-8",
    "Cache-Control": "no-store",
  });
}

/** From the provider itself, not through a browser: it is answered as OpenID Connect has it. */
export async function oidcBackChannelLogout(c: LexiaContext): Promise<Response> {
  const logoutToken = textIn(await readForm(c), "logout_token");
  const headers = { "Cache-Control": "no-store" };
  try {
    await backChannelLogout(visitorOf(c), { providerId: idIn(c), logoutToken });
    return c.body(null, 200, headers);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === "too_many_attempts") throw error;
    return c.json({ error: "invalid_request" }, 400, headers);
  }
}

function idIn(c: LexiaContext): string {
  // The route takes nothing but the form of an id.
  return c.req.param("id") ?? "";
}

function welcome(c: LexiaContext, kind: SsoKind, admitted: Admitted): Response {
  clearSsoCookie(c, kind);
  markConfirming(c, kind, false);
  const next = pathWithin(admitted.next);
  if ("confirmed" in admitted) return c.redirect(next, 303);
  return "step" in admitted
    ? showSecondStep(c, { ...admitted.step, next })
    : enter(c, admitted.session, next);
}

/** What was wrong stands on the page where one can begin again: of signing in, or of proving again who one is. */
async function orSignInPage(
  c: LexiaContext,
  isConfirming: boolean,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return c.redirect(`${isConfirming ? "/security/confirm" : "/sign-in"}?error=${error.code}`, 303);
  }
}
