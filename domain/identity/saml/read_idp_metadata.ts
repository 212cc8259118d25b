import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { DomainError } from "../../errors.ts";
import { SamlSettings } from "../providers/saml_settings.ts";
import {
  attributeOf,
  childrenNamed,
  type Element,
  elementsUnder,
  is,
  parseXml,
  PROTOCOL,
  SIGNATURE,
  textOf,
  XmlRefused,
} from "./xml.ts";

const METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

export type IdpFacts = Pick<SamlSettings, "entity_id" | "sign_in_url" | "sign_out_url" | "certificates">;

/**
 * Reads what a provider's metadata says, to be put into its settings. Nothing is fetched and nothing is kept.
 * @throws {DomainError} `request_invalid`, saying what is wrong with it.
 */
export function readIdpMetadata(ctx: Ctx, xml: string): IdpFacts {
  authorize(ctx, "update_org_settings");
  return factsIn(xml);
}

/** @throws {DomainError} `request_invalid` */
export function factsIn(xml: string): IdpFacts {
  let facts;
  try {
    facts = readFacts(parseXml(withoutComments(xml)));
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error;
    throw invalid(error.message);
  }
  const names = { entity_id: true, sign_in_url: true, sign_out_url: true, certificates: true } as const;
  const parsed = SamlSettings.pick(names).safeParse(facts);
  if (!parsed.success) throw invalid(parsed.error.issues.map(({ message }) => message).join("; "));
  return parsed.data;
}

/** Metadata is no message that somebody signed for LEXIA: whoever pastes it may well have comments in it. */
function withoutComments(xml: string): string {
  let kept = "";
  let at = 0;
  while (true) {
    const start = xml.indexOf("<!--", at);
    const end = start < 0 ? -1 : xml.indexOf("-->", start + 4);
    if (end < 0) return (kept + xml.slice(at)).trim();
    kept += xml.slice(at, start);
    at = end + 3;
  }
}

/** @throws {XmlRefused} */
function readFacts(root: Element) {
  const entities = elementsUnder(root).filter((element) =>
    is(element, METADATA, "EntityDescriptor") &&
    childrenNamed(element, METADATA, "IDPSSODescriptor").length > 0
  );
  const [entity, ...more] = entities;
  if (!entity || more.length > 0) throw new XmlRefused("It needs exactly one identity provider");
  const roles = childrenNamed(entity, METADATA, "IDPSSODescriptor").filter((role) =>
    (role.getAttribute("protocolSupportEnumeration") ?? "").split(/\s+/).includes(PROTOCOL)
  );
  const [address, signOut] = ["SingleSignOnService", "SingleLogoutService"].map((name) =>
    roles.flatMap((role) => childrenNamed(role, METADATA, name))
      .find((one) => one.getAttribute("Binding") === REDIRECT)
  );
  if (!address) throw new XmlRefused("It names no SingleSignOnService by HTTP-Redirect");
  const certificates = roles.flatMap((role) => childrenNamed(role, METADATA, "KeyDescriptor"))
    .filter((key) => key.getAttribute("use") !== "encryption")
    .flatMap((key) => elementsUnder(key).filter((one) => is(one, SIGNATURE, "X509Certificate")))
    .map((one) => asPem(textOf(one)));
  return {
    entity_id: attributeOf(entity, "entityID"),
    sign_in_url: attributeOf(address, "Location"),
    sign_out_url: signOut ? attributeOf(signOut, "Location") : null,
    certificates: [...new Set(certificates)],
  };
}

function asPem(base64: string): string {
  const lines = base64.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----`;
}

function invalid(message: string): DomainError {
  return new DomainError("request_invalid", {
    errors: [{ field: "xml", code: "metadata_invalid", message }],
  });
}
