/** Signing in through an organization's identity provider: browsers leave from here, and come back here. */
import { DomainError } from "#domain/errors.ts";
import { backChannelLogout } from "#domain/identity/oidc/back_channel_logout.ts";
import { finishOidc } from "#domain/identity/oidc/finish_oidc.ts";
import { startOidc } from "#domain/identity/oidc/start_oidc.ts";
import { finishSaml } from "#domain/identity/saml/finish_saml.ts";
import { spMetadata } from "#domain/identity/saml/sp_metadata.ts";
import { startSaml } from "#domain/identity/saml/start_saml.ts";
import type { Admitted } from "#domain/identity/sso/admit.ts";
import type { LexiaContext } from "../_env.ts";
import { clearSsoCookie, keepSsoCookie, readSsoCookie, type SsoKind } from "../_sso_cookie.ts";
import { visitorOf } from "../auth/schema.ts";
import { readForm, textIn } from "./_page.ts";
import { enter, pathWithin, showSecondStep } from "./sign_in.tsx";

const START = { oidc: startOidc, saml: startSaml } as const;

/** Sends the browser to the provider, from the host to which it will come back. */
export function startSso(kind: SsoKind) {
  return async (c: LexiaContext): Promise<Response> => {
    const next = pathWithin(c.req.query("next"));
    const { deps, organization } = c.var;
    if (!organization) throw new DomainError("organization_not_found");
    const { pathname } = new URL(c.req.url);
    const here = new URL(deps.services.addressOf(organization, pathname));
    // The cookie belongs to one host: that of the address which the provider knows.
    if (here.hostname !== new URL(c.req.url).hostname) {
      here.searchParams.set("next", next);
      return c.redirect(here.href, 303);
    }
    return await orSignInPage(c, async () => {
      const browser = keepSsoCookie(c, kind);
      const address = await START[kind](visitorOf(c), { providerId: idIn(c), browser, next });
      return c.redirect(address, 303);
    });
  };
}

export async function oidcCallback(c: LexiaContext): Promise<Response> {
  return await orSignInPage(c, async () => {
    const parameters = new URL(c.req.url).searchParams;
    const browser = readSsoCookie(c, "oidc");
    return welcome(c, "oidc", await finishOidc(visitorOf(c), { providerId: idIn(c), parameters, browser }));
  });
}

export async function samlAcs(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const [response, relayState] = [textIn(form, "SAMLResponse"), textIn(form, "RelayState")];
  return await orSignInPage(c, async () => {
    const posted = { providerId: idIn(c), response, relayState, browser: readSsoCookie(c, "saml") };
    return welcome(c, "saml", await finishSaml(visitorOf(c), posted));
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
  const next = pathWithin(admitted.next);
  return "step" in admitted
    ? showSecondStep(c, { ...admitted.step, next })
    : enter(c, admitted.session, next);
}

/** What was wrong stands on the sign-in page, where one can begin again. */
async function orSignInPage(c: LexiaContext, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return c.redirect(`/sign-in?error=${error.code}`, 303);
  }
}
