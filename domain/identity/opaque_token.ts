/** Random tokens that only the database can tell good from bad. It keeps their SHA-256, so a dump opens nothing. */

import { sha256 } from "../sha256.ts";

/** A leading mark, so that secret scanners and people see what a leaked text is. */
export type TokenPrefix = "lxr_" | "lxs_" | "lxo_" | "lxi_" | "lexia_" | "lexia_scim_";

/** 256 bits. */
const RANDOM_BYTES = 32;
const TEXT_LENGTH = 43;

/**
 * Tokens that programs send with every request end with a checksum of what stands before: invented ones are told without
 * asking the database, and scanners for leaked secrets find no false ones. It is no proof of anything.
 */
const CHECKED: ReadonlySet<TokenPrefix> = new Set<TokenPrefix>(["lexia_", "lexia_scim_"]);
const CHECKSUM_LENGTH = 6;
/** Beyond its mark, what people may see of such a token later on. */
const VISIBLE_LENGTH = 8;

export interface OpaqueToken {
  /** Shown once, to whom it belongs. */
  token: string;
  /** SHA-256, hexadecimal. */
  hash: string;
}

export function newOpaqueToken(prefix: TokenPrefix): OpaqueToken {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  const text = prefix + random.toBase64({ alphabet: "base64url", omitPadding: true });
  const token = CHECKED.has(prefix) ? text + checksumOf(text) : text;
  return { token, hash: sha256(token).toHex() };
}

/** The beginning by which people know a token of that kind again. */
export function visiblePart(token: string, prefix: TokenPrefix): string {
  return token.slice(0, prefix.length + VISIBLE_LENGTH);
}

/** What the database knows the token by; undefined for a text that cannot be one. */
export function hashOpaqueToken(token: string, prefix: TokenPrefix): string | undefined {
  const isChecked = CHECKED.has(prefix);
  const random = token.slice(prefix.length);
  const length = TEXT_LENGTH + (isChecked ? CHECKSUM_LENGTH : 0);
  if (!token.startsWith(prefix) || random.length !== length || !/^[\w-]+$/.test(random)) return undefined;
  if (isChecked && checksumOf(token.slice(0, -CHECKSUM_LENGTH)) !== token.slice(-CHECKSUM_LENGTH)) {
    return undefined;
  }
  return sha256(token).toHex();
}

function checksumOf(text: string): string {
  return sha256(text).toBase64({ alphabet: "base64url" }).slice(0, CHECKSUM_LENGTH);
}
