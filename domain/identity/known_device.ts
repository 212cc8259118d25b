/**
 * Devices on which an account has signed in before, as OWASP's "device cookies" have it: what is tried from them is
 * counted apart from what is tried elsewhere, so that nobody who guesses passwords can lock the owner out. Such a token
 * says nothing of who somebody is, and opens nothing.
 */
import { timingSafeEqual } from "node:crypto";
import type { Sealer } from "./sealing.ts";

export interface DeviceToken {
  token: string;
  expiresAt: Date;
}

const PREFIX = "lxd_";
const NONCE_BYTES = 16;
const LIFETIME_SECONDS = 180 * 24 * 3_600;
const FORM = /^lxd_([\w-]{22})\.(\d{1,12})\.([0-9a-f]{64})$/;

/** For the device that has just signed in to that account. `now` in milliseconds since the epoch. */
export async function issueDeviceToken(sealer: Sealer, account: string, now: number): Promise<DeviceToken> {
  const random = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const nonce = random.toBase64({ alphabet: "base64url", omitPadding: true });
  const expires = Math.floor(now / 1_000) + LIFETIME_SECONDS;
  const proof = await proofOf(sealer, { account, nonce, expires });
  return { token: `${PREFIX}${nonce}.${expires}.${proof}`, expiresAt: new Date(expires * 1_000) };
}

/** What the device is counted by; undefined for a text that was not issued for this account, or long ago. */
export async function knownDevice(
  sealer: Sealer,
  account: string,
  token: string | null | undefined,
  now: number,
): Promise<string | undefined> {
  const [, nonce, expires, proof] = FORM.exec(token ?? "") ?? [];
  if (nonce === undefined || proof === undefined || Number(expires) * 1_000 <= now) return undefined;
  const wanted = await proofOf(sealer, { account, nonce, expires: Number(expires) });
  return timingSafeEqual(new TextEncoder().encode(proof), new TextEncoder().encode(wanted))
    ? nonce
    : undefined;
}

function proofOf(
  sealer: Sealer,
  { account, nonce, expires }: { account: string; nonce: string; expires: number },
): Promise<string> {
  return sealer.keyedHash(`${nonce} ${expires} ${account}`, "known_device");
}
