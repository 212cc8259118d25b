/** Random tokens that only the database can tell good from bad. It keeps their SHA-256, so a dump opens nothing. */

/** A leading mark, so that secret scanners and people see what a leaked text is. */
export type TokenPrefix = "lxr_" | "lxs_";

/** 256 bits. */
const RANDOM_BYTES = 32;
const TEXT_LENGTH = 43;

export interface OpaqueToken {
  /** Shown once, to whom it belongs. */
  token: string;
  /** SHA-256, hexadecimal. */
  hash: string;
}

export async function newOpaqueToken(prefix: TokenPrefix): Promise<OpaqueToken> {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const token = prefix + random.toBase64({ alphabet: "base64url", omitPadding: true });
  return { token, hash: await sha256(token) };
}

/** What the database knows the token by; undefined for a text that cannot be one. */
export async function hashOpaqueToken(token: string, prefix: TokenPrefix): Promise<string | undefined> {
  const random = token.slice(prefix.length);
  if (!token.startsWith(prefix) || random.length !== TEXT_LENGTH || !/^[\w-]+$/.test(random)) {
    return undefined;
  }
  return await sha256(token);
}

async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}
