/** Encryption at rest, with keys derived from `SECRET_KEY`: one key for each purpose, so none opens what another sealed. */

/** What is sealed or hashed; part of the derivation and of the authenticated data. */
export type SealingPurpose =
  | "signing_key"
  | "sign_in_limit"
  | "known_device"
  | "audit_seal"
  | "mail"
  | "unsubscribe"
  | "totp"
  | "recovery_code"
  | "identity_provider"
  | "one_time"
  | "mail_limit"
  | "password_forgot"
  | "repeated_request"
  | "webhook_secret"
  | "export_link";

export interface Sealer {
  /** AES-256-GCM with a random nonce: `v1.` and base64url of nonce, ciphertext and tag. */
  seal(plain: string, purpose: SealingPurpose): Promise<string>;
  /** @throws {SealBroken} when it was changed, cut off, sealed for another purpose or with another `SECRET_KEY`. */
  open(sealed: string, purpose: SealingPurpose): Promise<string>;
  /** HMAC-SHA256, hexadecimal: tells equal texts apart from others without keeping them. */
  keyedHash(text: string, purpose: SealingPurpose): Promise<string>;
}

export class SealBroken extends Error {
  override name = "SealBroken";
}

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MIN_SECRET_LENGTH = 32;
const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

type Use = "seal" | "hash";

export function sealer(secretKey: string): Sealer {
  if (secretKey.length < MIN_SECRET_LENGTH) {
    throw new Error(`Cannot derive keys: SECRET_KEY needs at least ${MIN_SECRET_LENGTH} characters`);
  }
  const keys = new Map<string, Promise<CryptoKey>>();

  function keyFor(use: Use, purpose: SealingPurpose): Promise<CryptoKey> {
    const label = `lexia/${VERSION}/${use}/${purpose}`;
    const key = keys.get(label) ?? deriveKey(secretKey, label, use);
    keys.set(label, key);
    return key;
  }

  return {
    async seal(plain, purpose) {
      const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const key = await keyFor("seal", purpose);
      const sealed = new Uint8Array(await crypto.subtle.encrypt(gcm(iv, purpose), key, encode(plain)));
      const bytes = new Uint8Array(NONCE_BYTES + sealed.length);
      bytes.set(iv);
      bytes.set(sealed, NONCE_BYTES);
      return `${VERSION}.${bytes.toBase64(BASE64URL)}`;
    },
    async open(sealed, purpose) {
      const bytes = bytesOf(sealed);
      const key = await keyFor("seal", purpose);
      const parameters = gcm(bytes.slice(0, NONCE_BYTES), purpose);
      try {
        const plain = await crypto.subtle.decrypt(parameters, key, bytes.slice(NONCE_BYTES));
        return new TextDecoder().decode(plain);
      } catch (cause) {
        throw new SealBroken("Cannot open: it was changed, or sealed with another SECRET_KEY", { cause });
      }
    },
    async keyedHash(text, purpose) {
      const key = await keyFor("hash", purpose);
      return new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(text))).toHex();
    },
  };
}

/** HKDF-SHA256 (RFC 5869). `SECRET_KEY` is random by itself, so no salt is needed. */
async function deriveKey(secretKey: string, label: string, use: Use): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey("raw", encode(secretKey), "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encode(label) };
  const bits = await crypto.subtle.deriveBits(parameters, secret, 256);
  return use === "seal"
    ? await crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["encrypt", "decrypt"])
    : await crypto.subtle.importKey("raw", bits, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

function gcm(iv: Uint8Array<ArrayBuffer>, purpose: SealingPurpose): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: encode(`${VERSION}/${purpose}`) };
}

function bytesOf(sealed: string): Uint8Array<ArrayBuffer> {
  const [version, text, ...rest] = sealed.split(".");
  try {
    if (version !== VERSION || text === undefined || rest.length > 0) throw new Error("Unknown form");
    // Strict: a changed last character that stands for the same bytes is refused as well.
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url", lastChunkHandling: "loose" });
    if (bytes.toBase64(BASE64URL) !== text) throw new Error("Not canonical");
    if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("Too short");
    return bytes;
  } catch (cause) {
    throw new SealBroken("Cannot open: this is no sealed text", { cause });
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
