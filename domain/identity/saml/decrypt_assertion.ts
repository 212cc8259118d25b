/** Opens an encrypted assertion (XML Encryption 1.1), so that its signature can be held to the rules before it counts. */
import { Buffer } from "node:buffer";
import { constants, createDecipheriv, privateDecrypt } from "node:crypto";
import {
  attributeOf,
  childElements,
  type Element,
  elementsUnder,
  ENCRYPTION,
  is,
  onlyChild,
  SIGNATURE,
  textOf,
  XmlRefused,
} from "./xml.ts";

const ENCRYPTION_11 = "http://www.w3.org/2009/xmlenc11#";
/** With MGF1 over SHA-1 (XML Encryption 1.0), or over what it names (1.1). */
const [OAEP, OAEP_11] = [`${ENCRYPTION}rsa-oaep-mgf1p`, `${ENCRYPTION_11}rsa-oaep`];
const TAG_BYTES = 16;

/** The same hash twice, digest and mask: what is mixed cannot be opened without RSA of one's own. */
const OAEP_HASHES = {
  sha1: { digest: `${SIGNATURE}sha1`, mask: `${ENCRYPTION_11}mgf1sha1` },
  sha256: { digest: `${ENCRYPTION}sha256`, mask: `${ENCRYPTION_11}mgf1sha256` },
  sha512: { digest: `${ENCRYPTION}sha512`, mask: `${ENCRYPTION_11}mgf1sha512` },
} as const;

interface Cipher {
  name: "aes-128-cbc" | "aes-256-cbc" | "aes-128-gcm" | "aes-256-gcm";
  keyBytes: number;
  nonceBytes: number;
}

const CIPHERS: Readonly<Record<string, Cipher>> = {
  [`${ENCRYPTION}aes128-cbc`]: { name: "aes-128-cbc", keyBytes: 16, nonceBytes: 16 },
  [`${ENCRYPTION}aes256-cbc`]: { name: "aes-256-cbc", keyBytes: 32, nonceBytes: 16 },
  [`${ENCRYPTION_11}aes128-gcm`]: { name: "aes-128-gcm", keyBytes: 16, nonceBytes: 12 },
  [`${ENCRYPTION_11}aes256-gcm`]: { name: "aes-256-gcm", keyBytes: 32, nonceBytes: 12 },
};

/**
 * AES under a key that RSA-OAEP carries. PKCS #1 v1.5 and triple DES are refused; what cannot be opened is, in the same
 * words whatever the reason.
 * @throws {XmlRefused}
 */
export function decryptAssertion(encrypted: Element, privateKey: string): string {
  const data = onlyChild(encrypted, ENCRYPTION, "EncryptedData");
  const keys = elementsUnder(encrypted).filter((element) => is(element, ENCRYPTION, "EncryptedKey"));
  const [key, ...more] = keys;
  if (!key || more.length > 0) throw new XmlRefused("It needs exactly one EncryptedKey");
  const cipher = CIPHERS[algorithmOf(data)];
  if (!cipher) throw new XmlRefused(`It is encrypted by ${algorithmOf(data)}, which is not allowed`);
  const oaepHash = oaepHashOf(key);
  try {
    const contentKey = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
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

/**
 * Here SHA-1 is not used against collisions, and it is what all providers have in common; it is also what is meant where
 * nothing is said (XML Encryption 1.1, section 5.5.2).
 */
function oaepHashOf(key: Element): keyof typeof OAEP_HASHES {
  const method = onlyChild(key, ENCRYPTION, "EncryptionMethod");
  const algorithm = attributeOf(method, "Algorithm");
  if (algorithm !== OAEP && algorithm !== OAEP_11) {
    throw new XmlRefused(`Its key is carried by ${algorithm.slice(0, 100)}, not by RSA-OAEP`);
  }
  const digest = parameterOf(method, SIGNATURE, "DigestMethod") ?? OAEP_HASHES.sha1.digest;
  const mask = parameterOf(method, ENCRYPTION_11, "MGF") ?? OAEP_HASHES.sha1.mask;
  const isOnlyThat = childElements(method).every(({ localName }) =>
    localName === "DigestMethod" || (localName === "MGF" && algorithm === OAEP_11)
  );
  const names = ["sha1", "sha256", "sha512"] as const;
  const hash = names.find((name) => OAEP_HASHES[name].digest === digest && OAEP_HASHES[name].mask === mask);
  if (hash && isOnlyThat) return hash;
  throw new XmlRefused(
    "Its key is carried by RSA-OAEP with parameters that LEXIA does not take: let digest and MGF1 be of the same hash",
  );
}

function parameterOf(method: Element, namespace: string, name: string): string | undefined {
  const found = childElements(method).filter(({ localName }) => localName === name);
  return found.length === 0 ? undefined : attributeOf(onlyChild(method, namespace, name), "Algorithm");
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
