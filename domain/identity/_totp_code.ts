/** Codes of authenticator apps: RFC 6238 with SHA-1, six digits and 30 seconds, which every app knows. */
import type { TOTP } from "otpauth";

const ISSUER = "LEXIA";
const PERIOD_SECONDS = 30;
/** 160 bits, as RFC 4226, section 4, recommends. */
const SECRET_BYTES = 20;
/** Steps before and after the present one whose code is taken too: clocks differ, and typing takes its time. */
const WINDOW = 1;

export function isTotpForm(text: string): boolean {
  return /^\d{6}$/.test(bare(text));
}

/** Base32, as apps take it. */
export async function newTotpSecret(): Promise<string> {
  const { Secret } = await import("otpauth");
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an app reads from the picture. */
export async function totpAddress(secret: string, label: string): Promise<string> {
  return (await totpOf(secret, label)).toString();
}

/** The time step whose code it is; undefined for a wrong one. `now` in milliseconds since the epoch. */
export async function stepOfCode(secret: string, code: string, now: number): Promise<number | undefined> {
  const delta = (await totpOf(secret, "")).validate({ token: bare(code), timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1_000 / PERIOD_SECONDS) + delta;
}

function bare(text: string): string {
  return text.replace(/\s/g, "");
}

async function totpOf(secret: string, label: string): Promise<TOTP> {
  const { TOTP, Secret } = await import("otpauth");
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}
