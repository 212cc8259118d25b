/** Secrets and signatures as Standard Webhooks has them (spec/standard-webhooks.md, "Signature scheme"). */
import type { Sealer } from "../identity/sealing.ts";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

export interface SealedSecrets {
  secret: string;
  previousSecret: string | null;
  previousSecretUntil: Date | null;
}

/** What identifies and dates one attempt. */
export interface SignedMessage {
  /** The same at each attempt. */
  id: string;
  /** Of this attempt, milliseconds since the epoch. */
  at: number;
  body: string;
}

/** A new secret, and what is kept of it. */
export async function newSecret(sealer: Sealer): Promise<{ secret: string; sealed: string }> {
  const secret = PREFIX + crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toBase64();
  return { secret, sealed: await sealer.seal(secret, "webhook_secret") };
}

/** The present secret, and behind it the one before while that still signs. */
export async function openSecrets(sealer: Sealer, sealed: SealedSecrets, now: number): Promise<string[]> {
  const { secret, previousSecret, previousSecretUntil } = sealed;
  const isOverlapping = previousSecret !== null && previousSecretUntil !== null &&
    previousSecretUntil.getTime() > now;
  const both = isOverlapping ? [secret, previousSecret] : [secret];
  return await Promise.all(both.map((one) => sealer.open(one, "webhook_secret")));
}

/** The headers that a receiver verifies: a signature for each secret, so that it may know either. */
export async function signedHeaders(
  { id, at, body }: SignedMessage,
  secrets: readonly string[],
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = await Promise.all(
    secrets.map((secret) => signature(secret, `${id}.${timestamp}.${body}`)),
  );
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

async function signature(secret: string, text: string): Promise<string> {
  const bytes = Uint8Array.fromBase64(secret.slice(PREFIX.length));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const signed = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(text));
  return `v1,${new Uint8Array(signed).toBase64()}`;
}
