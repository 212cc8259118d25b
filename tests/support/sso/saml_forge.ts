/** Responses of a SAML provider as the tests want them: right ones, and wrong ones in every way that is known. */
import { Buffer } from "node:buffer";
import { constants, createCipheriv, createSign, publicEncrypt, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { SignedXml } from "xml-crypto";
import { selfSigned } from "#domain/identity/saml/self_signed.ts";

export interface SamlKey {
  privateKey: string;
  certificate: string;
}

export async function newSamlKey(name: string): Promise<SamlKey> {
  const kind = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2_048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  };
  const { privateKey } = await crypto.subtle.generateKey(kind, true, ["sign", "verify"]);
  const bytes = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)).toBase64();
  const pem = `-----BEGIN PRIVATE KEY-----\n${
    bytes.match(/.{1,64}/g)?.join("\n")
  }\n-----END PRIVATE KEY-----\n`;
  return { privateKey: pem, certificate: selfSigned(pem, { name, from: new Date("2026-01-01") }) };
}

/** What a right response says; each test changes what it is about. */
export interface ResponseParts {
  acs: string;
  audience: string;
  issuer: string;
  requestId: string;
  now: number;
  nameId?: string;
  nameIdFormat?: string;
  /** XML within the NameID instead of its text. */
  nameIdXml?: string;
  attributes?: Record<string, string[]>;
  context?: string;
  sessionIndex?: string;
  recipient?: string;
  destination?: string | null;
  responseIssuer?: string;
  status?: string;
  assertionId?: string;
  responseId?: string;
  /** Seconds from now. */
  notBefore?: number;
  notOnOrAfter?: number;
  issuedAt?: number;
  confirmedRequestId?: string | null;
  method?: string;
  hasConditions?: boolean;
  hasAuthnStatement?: boolean;
  /** When the person proved there who they are, in seconds from now; null: it is not said. */
  authenticatedAt?: number | null;
}

const [P, A, DS] = [
  "urn:oasis:names:tc:SAML:2.0:protocol",
  "urn:oasis:names:tc:SAML:2.0:assertion",
  "http://www.w3.org/2000/09/xmldsig#",
];
const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

export function newId(): string {
  return `_${randomBytes(16).toString("hex")}`;
}

export function assertionXml(parts: ResponseParts): string {
  const { now, audience, issuer, acs, requestId } = parts;
  const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
  const end = at(parts.notOnOrAfter ?? 300);
  const confirmed = parts.confirmedRequestId === null
    ? ""
    : ` InResponseTo="${parts.confirmedRequestId ?? requestId}"`;
  const attributes = Object.entries(parts.attributes ?? {}).map(([name, values]) =>
    `<saml:Attribute Name="${name}">${
      values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join("")
    }</saml:Attribute>`
  ).join("");
  return [
    `<saml:Assertion xmlns:saml="${A}" ID="${parts.assertionId ?? newId()}" Version="2.0"`,
    ` IssueInstant="${at(parts.issuedAt ?? 0)}"><saml:Issuer>${issuer}</saml:Issuer><saml:Subject>`,
    `<saml:NameID Format="${parts.nameIdFormat ?? PERSISTENT}">${
      parts.nameIdXml ?? parts.nameId ?? "ana"
    }</saml:NameID>`,
    `<saml:SubjectConfirmation Method="${parts.method ?? "urn:oasis:names:tc:SAML:2.0:cm:bearer"}">`,
    `<saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${parts.recipient ?? acs}"${confirmed}/>`,
    `</saml:SubjectConfirmation></saml:Subject>`,
    ...(parts.hasConditions === false ? [] : [
      `<saml:Conditions NotBefore="${at(parts.notBefore ?? -30)}" NotOnOrAfter="${end}">`,
      `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`,
      `</saml:Conditions>`,
    ]),
    ...(parts.hasAuthnStatement === false ? [] : [
      `<saml:AuthnStatement${
        parts.authenticatedAt === null ? "" : ` AuthnInstant="${at(parts.authenticatedAt ?? 0)}"`
      } SessionIndex="${parts.sessionIndex ?? "s1"}"><saml:AuthnContext>`,
      `<saml:AuthnContextClassRef>${parts.context ?? PASSWORD}</saml:AuthnContextClassRef>`,
      `</saml:AuthnContext></saml:AuthnStatement>`,
    ]),
    ...(attributes === "" ? [] : [`<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`]),
    `</saml:Assertion>`,
  ].join("");
}

/** A response around what stands in it: an assertion, an encrypted one, or anything. */
export function responseXml(parts: ResponseParts, inner: string): string {
  const destination = parts.destination === null ? "" : ` Destination="${parts.destination ?? parts.acs}"`;
  const status = parts.status ?? "urn:oasis:names:tc:SAML:2.0:status:Success";
  return [
    `<samlp:Response xmlns:samlp="${P}" ID="${parts.responseId ?? newId()}" Version="2.0"`,
    ` IssueInstant="${new Date(parts.now).toISOString()}" InResponseTo="${parts.requestId}"${destination}>`,
    `<saml:Issuer xmlns:saml="${A}">${parts.responseIssuer ?? parts.issuer}</saml:Issuer>`,
    `<samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>`,
    inner,
    `</samlp:Response>`,
  ].join("");
}

export interface SigningOptions {
  key: SamlKey;
  what?: "Assertion" | "Response" | "LogoutRequest";
  method?: string;
  digest?: string;
}

export const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
export const RSA_SHA1 = `${DS}rsa-sha1`;
export const HMAC_SHA1 = `${DS}hmac-sha1`;
export const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
export const SHA1 = `${DS}sha1`;

/** Signs the first element of that name, in the place where SAML wants the signature. */
export function signed(xml: string, { key, what = "Assertion", method, digest }: SigningOptions): string {
  const element = `//*[local-name(.)='${what}']`;
  const signer = new SignedXml({
    privateKey: method === HMAC_SHA1 ? key.certificate : key.privateKey,
    signatureAlgorithm: method ?? RSA_SHA256,
    canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#",
    idAttribute: "ID",
  });
  if (method === HMAC_SHA1) signer.enableHMAC();
  signer.addReference({
    xpath: element,
    transforms: [`${DS}enveloped-signature`, "http://www.w3.org/2001/10/xml-exc-c14n#"],
    digestAlgorithm: digest ?? SHA256,
  });
  signer.computeSignature(xml, {
    prefix: "ds",
    location: { reference: `${element}/*[local-name(.)='Issuer']`, action: "after" },
  });
  return signer.getSignedXml();
}

export interface EncryptionOptions {
  /** Of the recipient, in PEM. */
  certificate: string;
  cipher?: "aes256-gcm" | "aes256-cbc" | "aes128-gcm";
  /** With which the content's key is sealed. */
  hash?: "sha1" | "sha256" | "sha512";
  /** What the message says of that: by default the truth. */
  keyMethod?: string;
}

export const XENC = "http://www.w3.org/2001/04/xmlenc#";
export const XENC_11 = "http://www.w3.org/2009/xmlenc11#";

const DIGESTS = { sha1: SHA1, sha256: SHA256, sha512: `${XENC}sha512` };

/** How RSA-OAEP is named: as XML Encryption 1.0 has it, or 1.1. */
export function oaep(version: "1.0" | "1.1", digest: string | null, mask: string | null, more = ""): string {
  const algorithm = version === "1.0" ? `${XENC}rsa-oaep-mgf1p` : `${XENC_11}rsa-oaep`;
  return [
    `<xenc:EncryptionMethod Algorithm="${algorithm}">`,
    ...(digest === null ? [] : [`<ds:DigestMethod Algorithm="${digest}"/>`]),
    ...(mask === null ? [] : [`<xenc11:MGF xmlns:xenc11="${XENC_11}" Algorithm="${XENC_11}${mask}"/>`]),
    `${more}</xenc:EncryptionMethod>`,
  ].join("");
}

/** XML Encryption with a key that RSA-OAEP carries, as Entra ID and ADFS do it, or Shibboleth with SHA-256. */
export function encrypted(assertion: string, options: EncryptionOptions): string {
  const { certificate, cipher = "aes256-gcm", hash = "sha1" } = options;
  const uri = `${cipher.endsWith("gcm") ? XENC_11 : XENC}${cipher}`;
  const contentKey = randomBytes(cipher.startsWith("aes256") ? 32 : 16);
  const carried = publicEncrypt(
    { key: certificate, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash },
    contentKey,
  );
  const keyMethod = options.keyMethod ??
    (hash === "sha1" ? oaep("1.0", SHA1, null) : oaep("1.1", DIGESTS[hash], `mgf1${hash}`));
  return [
    `<saml:EncryptedAssertion xmlns:saml="${A}"><xenc:EncryptedData xmlns:xenc="${XENC}"`,
    ` Type="${XENC}Element"><xenc:EncryptionMethod Algorithm="${uri}"/>`,
    `<ds:KeyInfo xmlns:ds="${DS}"><xenc:EncryptedKey>${keyMethod}<xenc:CipherData>`,
    `<xenc:CipherValue>${carried.toString("base64")}</xenc:CipherValue></xenc:CipherData>`,
    `</xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData>`,
    `<xenc:CipherValue>${seal(assertion, contentKey, cipher).toString("base64")}</xenc:CipherValue>`,
    `</xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>`,
  ].join("");
}

function seal(text: string, key: Buffer, cipher: "aes256-gcm" | "aes256-cbc" | "aes128-gcm"): Buffer {
  const plain = Buffer.from(text);
  if (cipher === "aes256-cbc") {
    const nonce = randomBytes(16);
    const sealing = createCipheriv("aes-256-cbc", key, nonce);
    return Buffer.concat([nonce, sealing.update(plain), sealing.final()]);
  }
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher === "aes256-gcm" ? "aes-256-gcm" : "aes-128-gcm", key, nonce);
  return Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

export function base64(xml: string): string {
  return Buffer.from(xml).toString("base64");
}

/** What a right demand to sign somebody out says; each test changes what it is about. */
export interface LogoutParts {
  destination: string | null;
  /** Null: none. */
  issuer: string | null;
  nameId: string;
  sessionIndexes?: string[];
  now: number;
  id?: string;
  /** Seconds from now. */
  issuedAt?: number;
  notOnOrAfter?: number;
}

export function logoutRequestXml(parts: LogoutParts): string {
  const { destination, issuer, nameId, now, notOnOrAfter } = parts;
  const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
  return [
    `<samlp:LogoutRequest xmlns:samlp="${P}" xmlns:saml="${A}" ID="${parts.id ?? newId()}" Version="2.0"`,
    ` IssueInstant="${at(parts.issuedAt ?? 0)}"`,
    ...(notOnOrAfter === undefined ? [] : [` NotOnOrAfter="${at(notOnOrAfter)}"`]),
    ...(destination === null ? [] : [` Destination="${destination}"`]),
    `>${issuer === null ? "" : `<saml:Issuer>${issuer}</saml:Issuer>`}`,
    `<saml:NameID Format="${PERSISTENT}">${nameId}</saml:NameID>`,
    ...(parts.sessionIndexes ?? []).map((one) => `<samlp:SessionIndex>${one}</samlp:SessionIndex>`),
    `</samlp:LogoutRequest>`,
  ].join("");
}

/** The answer to a demand of LEXIA's. */
export function logoutResponseXml(
  parts: Pick<LogoutParts, "destination" | "issuer" | "now"> & { requestId: string; statusXml?: string },
): string {
  const success = `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>`;
  return [
    `<samlp:LogoutResponse xmlns:samlp="${P}" xmlns:saml="${A}" ID="${newId()}" Version="2.0"`,
    ` IssueInstant="${new Date(parts.now).toISOString()}" Destination="${parts.destination}"`,
    ` InResponseTo="${parts.requestId}"><saml:Issuer>${parts.issuer}</saml:Issuer>`,
    `<samlp:Status>${parts.statusXml ?? success}</samlp:Status></samlp:LogoutResponse>`,
  ].join("");
}

/** A message in an address, signed as SAML 2.0 Bindings (section 3.4.4.1) has it. */
export function signedQuery(
  message: { field: "SAMLRequest" | "SAMLResponse"; xml: string; relayState?: string },
  { key, method = RSA_SHA256 }: { key: SamlKey; method?: string },
): string {
  const pairs = [
    [message.field, deflateRawSync(message.xml).toString("base64")],
    ...(message.relayState === undefined ? [] : [["RelayState", message.relayState]]),
    ["SigAlg", method],
  ].map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`).join("&");
  const hash = method.endsWith("sha1") ? "sha1" : method.endsWith("sha512") ? "sha512" : "sha256";
  const signature = createSign(hash).update(pairs).sign(key.privateKey, "base64");
  return `${pairs}&Signature=${encodeURIComponent(signature)}`;
}

/** The message in an address, whether a provider or LEXIA sends it. */
export function messageIn(address: URL, field: "SAMLRequest" | "SAMLResponse"): string {
  return inflateRawSync(Buffer.from(address.searchParams.get(field) ?? "", "base64")).toString();
}

/** The request that LEXIA has sent a browser away with. */
export function requestIn(address: URL): { xml: string; id: string; relayState: string } {
  const xml = messageIn(address, "SAMLRequest");
  const id = /\bID="([^"]+)"/.exec(xml)?.[1] ?? "";
  return { xml, id, relayState: address.searchParams.get("RelayState") ?? "" };
}
