/** The browser's session cookie. The `__Host-` prefix ties it to this one host, and to HTTPS (RFC 6265bis, 4.1.3.2). */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { LexiaContext } from "./_env.ts";

const NAME = "lexia_session";
const ATTRIBUTES = { prefix: "host", path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const;

export function readSessionCookie(c: LexiaContext): string | undefined {
  return getCookie(c, NAME, "host");
}

export function setSessionCookie(c: LexiaContext, token: string, expiresAt: Date): void {
  setCookie(c, NAME, token, { ...ATTRIBUTES, expires: expiresAt });
}

export function clearSessionCookie(c: LexiaContext): void {
  deleteCookie(c, NAME, ATTRIBUTES);
}
