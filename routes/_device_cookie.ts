/** The cookie by which a browser is known again where an account is under attack; see `domain/identity/known_device.ts`. */
import { getCookie, setCookie } from "hono/cookie";
import type { DeviceToken } from "#domain/identity/known_device.ts";
import type { LexiaContext } from "./_env.ts";

const NAME = "lexia_device";
const ATTRIBUTES = { prefix: "host", path: "/", secure: true, httpOnly: true, sameSite: "Strict" } as const;

export function readDeviceCookie(c: LexiaContext): string | null {
  return getCookie(c, NAME, "host") ?? null;
}

export function setDeviceCookie(c: LexiaContext, { token, expiresAt }: DeviceToken): void {
  setCookie(c, NAME, token, { ...ATTRIBUTES, expires: expiresAt });
}
