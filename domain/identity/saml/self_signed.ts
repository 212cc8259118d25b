/** A certificate around a key that nobody vouches for but its owner (RFC 5280): SAML's metadata carries keys in them. */
import { Buffer } from "node:buffer";
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

const YEARS = 20;
const SEQUENCE = 0x30;
const [SHA256_WITH_RSA, COMMON_NAME, BASIC_CONSTRAINTS] = [
  "2a864886f70d01010b",
  "550403",
  "551d13",
];

/** In PEM. Of the same key, name and day always the same one, so that it need not be kept. */
export function selfSigned(privateKeyPem: string, options: { name: string; from: Date }): string {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const algorithm = der(SEQUENCE, oid(SHA256_WITH_RSA), der(0x05));
  const name = nameOf(options.name);
  const unsigned = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serialOf(publicKey)),
    algorithm,
    name,
    der(SEQUENCE, time(options.from, 0), time(options.from, YEARS)),
    name,
    publicKey,
    der(0xa3, der(SEQUENCE, notAnAuthority())),
  );
  const signature = sign("sha256", unsigned, privateKey);
  return pem(der(SEQUENCE, unsigned, algorithm, der(0x03, Buffer.from([0]), signature)));
}

/** Tag, length and contents (X.690, section 8.1). */
function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + hex.length % 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function nameOf(text: string): Buffer {
  const value = der(0x0c, Buffer.from(text.slice(0, 64), "utf8"));
  return der(SEQUENCE, der(0x31, der(SEQUENCE, oid(COMMON_NAME), value)));
}

/** Positive, hence the first byte. */
function serialOf(publicKey: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from([0x01]),
    createHash("sha256").update(publicKey).digest().subarray(0, 15),
  ]);
}

/** GeneralizedTime, at midnight. */
function time(from: Date, years: number): Buffer {
  const day = from.toISOString().slice(0, 10).replaceAll("-", "");
  const text = `${Number(day.slice(0, 4)) + years}${day.slice(4).replace("0229", "0228")}000000Z`;
  return isGeneralized(text) ? der(0x18, Buffer.from(text)) : der(0x17, Buffer.from(text.slice(2)));
}

/** Years before 2050 are written with two digits (RFC 5280, section 4.1.2.5). */
function isGeneralized(text: string): boolean {
  return Number(text.slice(0, 4)) >= 2050;
}

function notAnAuthority(): Buffer {
  return der(SEQUENCE, oid(BASIC_CONSTRAINTS), der(0x01, Buffer.from([0xff])), der(0x04, der(SEQUENCE)));
}

function pem(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
