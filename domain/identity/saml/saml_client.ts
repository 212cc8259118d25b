import type { SAML } from "@node-saml/node-saml";
import type { SamlSettings } from "../providers/saml_settings.ts";

interface ClientOptions {
  settings: SamlSettings;
  entityId: string;
  acs: string;
  privateKey: string;
  /** Of the message that is made. */
  messageId: string;
  /** Whether the provider is to ask who it is, even somebody whom it knows. */
  isAskedAlways?: boolean;
}

/** A name of XML does not begin with a digit. */
export function newMessageId(): string {
  return `_${crypto.getRandomValues(new Uint8Array(20)).toHex()}`;
}

/**
 * What makes and signs one message to a provider. What comes back it does not see: `response_gate.ts` and
 * `signed_assertion.ts` hold that to more than it would. Loaded when first needed: its packages look at the environment.
 */
export async function samlClient(options: ClientOptions): Promise<SAML> {
  const { settings, entityId, acs, privateKey, messageId, isAskedAlways = false } = options;
  const { SAML } = await import("@node-saml/node-saml");
  return new SAML({
    issuer: entityId,
    callbackUrl: acs,
    entryPoint: settings.sign_in_url,
    logoutUrl: settings.sign_out_url ?? undefined,
    idpCert: settings.certificates,
    privateKey,
    signatureAlgorithm: "sha256",
    digestAlgorithm: "sha256",
    identifierFormat: settings.name_id_format,
    disableRequestedAuthnContext: true,
    forceAuthn: isAskedAlways,
    generateUniqueId: () => messageId,
  });
}
