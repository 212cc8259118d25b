import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import type { Env } from "../_env.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Where SAML providers make a browser post from their own site. A sign-in that arrives there is bound to the browser by a
 * cookie of its own and by the request that it answers, a sign-out is signed; the session's cookie counts for nothing.
 */
const FROM_PROVIDERS = /^\/auth\/saml\/[0-9a-f-]{36}\/(acs|slo)$/;

/**
 * Refuses what another site makes a browser send. A cookie travels by itself, so a request that changes something and
 * is known by its cookie, or is a form, must come from this very host. Tokens do not travel by themselves.
 */
export const sameOrigin = createMiddleware<Env>(async (c, next) => {
  const signedInBy = c.get("signedInBy");
  const isForm = c.req.header("content-type")?.startsWith("application/json") !== true;
  const needsProof = !SAFE.has(c.req.method) && !FROM_PROVIDERS.test(c.req.path) && signedInBy !== "token" &&
    (signedInBy === "cookie" || (isForm && c.req.header("origin") !== undefined));
  if (needsProof && !comesFromHere(c.req.header("origin"), c.req.header("sec-fetch-site"), c.req.url)) {
    throw new DomainError("origin_refused");
  }
  await next();
});

function comesFromHere(origin: string | undefined, fetchSite: string | undefined, url: string): boolean {
  if (fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none") return false;
  if (origin === undefined) return fetchSite === "same-origin";
  // Behind a proxy that ends TLS the scheme differs; the host is what tells sites apart.
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host;
}
