/**
 * The cookies that tie a sign-in through a provider to the browser that began it; see `domain/identity/sso/flow.ts`. What
 * comes back from an OpenID provider is a link that is followed, which SameSite=Lax lets pass. From a SAML provider it
 * is a form of another site, which only SameSite=None does: a cookie of its own, which opens nothing by itself.
 */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { FLOW_SECONDS, newBrowserSecret } from "#domain/identity/sso/flow.ts";
import type { LexiaContext } from "./_env.ts";

export type SsoKind = "oidc" | "saml";

const ATTRIBUTES = { prefix: "host", path: "/", secure: true, httpOnly: true } as const;
const SAME_SITE = { oidc: "Lax", saml: "None" } as const;

function nameOf(kind: SsoKind): string {
  return `lexia_${kind}`;
}

export function readSsoCookie(c: LexiaContext, kind: SsoKind): string | null {
  const value = getCookie(c, nameOf(kind), "host");
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
}

/** The browser's secret, a new one where it has none: several tabs may be on their way at once. */
export function keepSsoCookie(c: LexiaContext, kind: SsoKind): string {
  const secret = readSsoCookie(c, kind) ?? newBrowserSecret();
  setCookie(c, nameOf(kind), secret, { ...ATTRIBUTES, sameSite: SAME_SITE[kind], maxAge: FLOW_SECONDS });
  return secret;
}

export function clearSsoCookie(c: LexiaContext, kind: SsoKind): void {
  deleteCookie(c, nameOf(kind), { ...ATTRIBUTES, sameSite: SAME_SITE[kind] });
}

/** Which page is shown where it fails, and nothing else: what the way back is for stands in the flow. */
export function markConfirming(c: LexiaContext, kind: SsoKind, isConfirming: boolean): void {
  const attributes = { ...ATTRIBUTES, sameSite: SAME_SITE[kind] };
  if (isConfirming) setCookie(c, `${nameOf(kind)}_confirm`, "1", { ...attributes, maxAge: FLOW_SECONDS });
  else if (isMarkedConfirming(c, kind)) deleteCookie(c, `${nameOf(kind)}_confirm`, attributes);
}

export function isMarkedConfirming(c: LexiaContext, kind: SsoKind): boolean {
  return getCookie(c, `${nameOf(kind)}_confirm`, "host") !== undefined;
}
