/** Opens an encrypted assertion (XML Encryption 1.1), so that its signature can be held to the rules before it counts. */
import { Buffer } from "node:buffer";
import { constants, createDecipheriv, privateDecrypt } from "node:crypto";
import {
  attributeOf,
  type Element,
  elementsUnder,
  ENCRYPTION,
  is,
  onlyChild,
  SIGNATURE,
  textOf,
  XmlRefused,
} from "./xml.ts";

const OAEP = `${ENCRYPTION}rsa-oaep-mgf1p`;
const SHA1 = `${SIGNATURE}sha1`;
const TAG_BYTES = 16;

interface Cipher {
  name: "aes-128-cbc" | "aes-256-cbc" | "aes-128-gcm" | "aes-256-gcm";
  keyBytes: number;
  nonceBytes: number;
}

const CIPHERS: Readonly<Record<string, Cipher>> = {
  [`${ENCRYPTION}aes128-cbc`]: { name: "aes-128-cbc", keyBytes: 16, nonceBytes: 16 },
  [`${ENCRYPTION}aes256-cbc`]: { name: "aes-256-cbc", keyBytes: 32, nonceBytes: 16 },
  "http://www.w3.org/2009/xmlenc11#aes128-gcm": { name: "aes-128-gcm", keyBytes: 16, nonceBytes: 12 },
  "http://www.w3.org/2009/xmlenc11#aes256-gcm": { name: "aes-256-gcm", keyBytes: 32, nonceBytes: 12 },
};

/**
 * AES under a key that RSA-OAEP carries. PKCS #1 v1.5 and triple DES are refused; so is every failure, in the same words.
 * @throws {XmlRefused}
 */
export function decryptAssertion(encrypted: Element, privateKey: string): string {
  const data = onlyChild(encrypted, ENCRYPTION, "EncryptedData");
  const keys = elementsUnder(encrypted).filter((element) => is(element, ENCRYPTION, "EncryptedKey"));
  const [key, ...more] = keys;
  if (!key || more.length > 0) throw new XmlRefused("It needs exactly one EncryptedKey");
  const cipher = CIPHERS[algorithmOf(data)];
  if (!cipher) throw new XmlRefused(`It is encrypted by ${algorithmOf(data)}, which is not allowed`);
  requireOaep(key);
  try {
    const contentKey = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
      valueOf(key),
    );
    return open(valueOf(data), contentKey, cipher);
  } catch (cause) {
    throw new XmlRefused("It cannot be decrypted: it was encrypted for another key, or changed", { cause });
  }
}

function algorithmOf(element: Element): string {
  return attributeOf(onlyChild(element, ENCRYPTION, "EncryptionMethod"), "Algorithm");
}

/** Here SHA-1 is not used against collisions, and it is what all providers have in common. */
function requireOaep(key: Element): void {
  const method = onlyChild(key, ENCRYPTION, "EncryptionMethod");
  const digests = elementsUnder(method).filter(({ localName }) => localName === "DigestMethod");
  const isKnown = attributeOf(method, "Algorithm") === OAEP &&
    digests.every((digest) => digest.getAttribute("Algorithm") === SHA1);
  if (!isKnown) throw new XmlRefused("Its key is not carried by RSA-OAEP with SHA-1");
}

function valueOf(element: Element): Buffer {
  const text = textOf(onlyChild(onlyChild(element, ENCRYPTION, "CipherData"), ENCRYPTION, "CipherValue"));
  return Buffer.from(text, "base64");
}

function open(sealed: Buffer, key: Buffer, { name, keyBytes, nonceBytes }: Cipher): string {
  if (key.length !== keyBytes) throw new Error("The key is of another length");
  const nonce = sealed.subarray(0, nonceBytes);
  if (name === "aes-128-gcm" || name === "aes-256-gcm") {
    const decipher = createDecipheriv(name, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return utf8(Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -TAG_BYTES)), decipher.final()]));
  }
  const decipher = createDecipheriv(name, key, nonce);
  // XML Encryption fills the last block with anything, and says in its last byte how much that is.
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed.subarray(nonceBytes)), decipher.final()]);
  const filled = padded.at(-1) ?? 0;
  if (filled < 1 || filled > nonceBytes) throw new Error("The last block is filled in no known way");
  return utf8(padded.subarray(0, -filled));
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
