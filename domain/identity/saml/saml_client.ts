import type { SAML } from "@node-saml/node-saml";
import type { SamlSettings } from "../providers/saml_settings.ts";

interface ClientOptions {
  settings: SamlSettings;
  entityId: string;
  acs: string;
  privateKey: string;
  /** Of the request that is made, or answered. */
  requestId: string;
}

/**
 * What makes requests, verifies signatures and decrypts, for one sign-in. Its own checks of audience and time are off:
 * `readAssertion` makes them, by LEXIA's clock. Loaded when first needed: its packages look at the environment.
 */
export async function samlClient(options: ClientOptions): Promise<SAML> {
  const { settings, entityId, acs, privateKey, requestId } = options;
  const { SAML, ValidateInResponseTo } = await import("@node-saml/node-saml");
  return new SAML({
    issuer: entityId,
    // `readAssertion` looks at it, and at times, as SAML wants them.
    audience: false,
    callbackUrl: acs,
    entryPoint: settings.sign_in_url,
    idpIssuer: settings.entity_id,
    idpCert: settings.certificates,
    privateKey,
    decryptionPvk: privateKey,
    signatureAlgorithm: "sha256",
    digestAlgorithm: "sha256",
    identifierFormat: settings.name_id_format,
    disableRequestedAuthnContext: true,
    // The response or the assertion: nothing is read but what is under the signature.
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: false,
    acceptedClockSkewMs: -1,
    generateUniqueId: () => requestId,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: () => Promise.resolve(null),
      getAsync: (id) => Promise.resolve(id === requestId ? new Date().toISOString() : null),
      removeAsync: () => Promise.resolve(null),
    },
  });
}
