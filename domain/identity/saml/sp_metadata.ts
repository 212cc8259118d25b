import { DomainError } from "../../errors.ts";
import type { VisitorCtx } from "../identity.ts";
import { visitedOrganization } from "../sso/record_sso_refusal.ts";
import { acsAddress, entityId, sloAddress } from "./addresses.ts";
import { findSamlProvider } from "./find_saml_provider.ts";
import { samlKey } from "./saml_key.ts";
import { selfSigned } from "./self_signed.ts";
import { escapeXml, PROTOCOL, SIGNATURE } from "./xml.ts";

const METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
const POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/**
 * What a provider needs to know of LEXIA, as SAML 2.0 metadata; before it is switched on too, so that it can be set up.
 * @throws {DomainError} `provider_not_found`
 */
export async function spMetadata(visitor: VisitorCtx, providerId: string): Promise<string> {
  const organization = visitedOrganization(visitor);
  const provider = await findSamlProvider(visitor, organization.id, providerId);
  if (!provider) throw new DomainError("provider_not_found");
  const name = entityId(visitor, organization, providerId);
  const key = await samlKey(visitor, organization.id, provider);
  const certificate = selfSigned(key, { name: new URL(name).hostname, from: provider.createdAt })
    .replace(/-----[A-Z ]+-----|\s/g, "");
  const format = provider.settings.name_id_format;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<md:EntityDescriptor xmlns:md="${METADATA}" entityID="${escapeXml(name)}">`,
    `<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true"`,
    ` protocolSupportEnumeration="${PROTOCOL}">`,
    ...["signing", "encryption"].map((use) =>
      `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${SIGNATURE}"><ds:X509Data>` +
      `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
    ),
    ...[REDIRECT, POST].map((binding) =>
      `<md:SingleLogoutService Binding="${binding}"` +
      ` Location="${escapeXml(sloAddress(visitor, organization, providerId))}"/>`
    ),
    ...(format === null ? [] : [`<md:NameIDFormat>${escapeXml(format)}</md:NameIDFormat>`]),
    `<md:AssertionConsumerService index="0" isDefault="true" Binding="${POST}"`,
    ` Location="${escapeXml(acsAddress(visitor, organization, providerId))}"/>`,
    `</md:SPSSODescriptor></md:EntityDescriptor>`,
  ].join("");
}
