import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { z } from "zod";
import { emailDomains } from "./email_domains.ts";
import { isSignInAddress } from "./provider_address.ts";
import { line, PROVISIONING } from "./provisioning_settings.ts";

const certificate = z.string().trim().max(20_000).refine(
  isCertificate,
  "Give one certificate in PEM with an RSA key of 2048 bits or more, from BEGIN CERTIFICATE to END CERTIFICATE",
);

/** A SAML 2.0 identity provider, such as ADFS. */
export const SamlSettings = z.strictObject({
  /** As its metadata names it, to the letter. */
  entity_id: line(500),
  /** Where browsers are sent, by HTTP-Redirect. */
  sign_in_url: line(1_000).refine(isSignInAddress, "Give an address that begins with https://"),
  /** Where browsers are sent to sign out there as well, by HTTP-Redirect; null: they are not. */
  sign_out_url: line(1_000).refine(isSignInAddress, "Give an address that begins with https://").nullable()
    .default(null),
  /** Where the provider shows what it says of itself; only trying it out looks there. */
  metadata_url: line(1_000).refine(isSignInAddress, "Give an address that begins with https://").nullable()
    .default(null),
  /** Any of them may have signed: while the provider changes its certificate there are two. */
  certificates: z.array(certificate).min(1).max(5),
  /** What LEXIA asks a name in; null: whatever the provider gives. */
  name_id_format: line(200).nullable().default(null),
  attributes: z.strictObject({
    /** Where there is none, a NameID that is an e-mail address serves. */
    email: line(300).default("email"),
    name: line(300).default("name"),
    groups: line(300).default("groups"),
    /** Null: the NameID, which must then be the same each time. */
    subject: line(300).nullable().default(null),
  }).prefault({}),
  /** Of people with addresses in these domains only; empty: in any. */
  allowed_email_domains: emailDomains,
  /** For addresses in the allowed domains only: for those the organization vouches. */
  link_by_email: z.boolean().default(false),
  /** Classes of authentication that count as a second factor; empty: LEXIA asks for its own. */
  second_factor_contexts: z.array(line(300)).max(20).default([]),
  /** The provider is to ask who it is at each sign-in, and to say that it has. */
  always_ask: z.boolean().default(false),
  ...PROVISIONING,
});

/** LEXIA's own key for this provider, in PEM: it signs requests, and opens what was encrypted for it. */
export const SamlSecrets = z.strictObject({
  private_key: z.string().max(20_000).refine(
    isRsaKey,
    "Give an RSA key of 2048 bits or more, in PEM (PKCS #8)",
  ),
});

export type SamlSettings = z.output<typeof SamlSettings>;
export type SamlSecrets = z.output<typeof SamlSecrets>;

function isCertificate(pem: string): boolean {
  if (!/^-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----$/.test(pem)) return false;
  try {
    return isLongRsa(new X509Certificate(pem).publicKey);
  } catch {
    return false;
  }
}

function isRsaKey(pem: string): boolean {
  try {
    return pem.includes("-----BEGIN PRIVATE KEY-----") && isLongRsa(createPrivateKey(pem));
  } catch {
    return false;
  }
}

function isLongRsa({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyType === "rsa" && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048;
}
