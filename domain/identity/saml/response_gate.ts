/** What is asked of a response before its signature is: things that the verification itself does not look at. */
import { decryptAssertion } from "./decrypt_assertion.ts";
import { checkSignatures } from "./signature_rules.ts";
import {
  attributeOf,
  childrenNamed,
  type Element,
  elementsUnder,
  is,
  onlyChild,
  parseXml,
  PROTOCOL,
  SAML,
  textOf,
  XmlRefused,
} from "./xml.ts";

/** Base64 of the response. */
export const MAX_RESPONSE_LENGTH = 200_000;

const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

export interface Expected {
  /** LEXIA's assertion consumer service. */
  acs: string;
  /** The provider's entity id. */
  issuer: string;
  /** Of the request that is answered. */
  requestId: string;
}

/**
 * Refuses what is not the one answer to this very request: wrong address, issuer, status, algorithms, or more than one
 * assertion. Reads what is not signed, so nothing is taken from it.
 * @throws {XmlRefused}
 */
export function checkResponse(encoded: string, expected: Expected, privateKey: string): void {
  const response = parseXml(decode(encoded));
  if (!is(response, PROTOCOL, "Response")) throw new XmlRefused("It is no SAML 2.0 response");
  if (attributeOf(response, "Version") !== "2.0") throw new XmlRefused("It is not of version 2.0");
  if (response.getAttribute("Destination") !== expected.acs) {
    throw new XmlRefused("Its Destination is another address");
  }
  if (response.getAttribute("InResponseTo") !== expected.requestId) {
    throw new XmlRefused("Its InResponseTo names another request");
  }
  for (const issuer of childrenNamed(response, SAML, "Issuer")) {
    if (textOf(issuer) !== expected.issuer) throw new XmlRefused("Its Issuer is another provider");
  }
  checkStatus(response);
  checkAssertion(response, privateKey);
}

function decode(encoded: string): string {
  if (encoded.length > MAX_RESPONSE_LENGTH) throw new XmlRefused("It is too large");
  try {
    const bytes = Uint8Array.fromBase64(encoded.replace(/\s+/g, ""));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new XmlRefused("It is no base64 of UTF-8", { cause });
  }
}

function checkStatus(response: Element): void {
  const code = onlyChild(onlyChild(response, PROTOCOL, "Status"), PROTOCOL, "StatusCode");
  const status = attributeOf(code, "Value");
  if (status === SUCCESS) return;
  const [second] = childrenNamed(code, PROTOCOL, "StatusCode");
  const words = [status, second?.getAttribute("Value")].map((text) => text?.split(":").at(-1)?.slice(0, 60));
  throw new XmlRefused(`Its status is ${words.filter(Boolean).join(", ")}`);
}

/** Exactly one, plain or encrypted, directly in the response; and of the encrypted one, what it holds. */
function checkAssertion(response: Element, privateKey: string): void {
  const assertions = elementsUnder(response).filter((element) =>
    element.localName === "Assertion" || element.localName === "EncryptedAssertion"
  );
  const [assertion, ...more] = assertions;
  const isOne = assertion && more.length === 0 && assertion.parentNode === response &&
    assertion.namespaceURI === SAML;
  if (!isOne) throw new XmlRefused("It needs exactly one assertion");
  if (assertion.localName === "Assertion") {
    checkSignatures(response, [response, assertion]);
    return;
  }
  checkSignatures(response, [response]);
  const inner = parseXml(decryptAssertion(assertion, privateKey));
  if (!is(inner, SAML, "Assertion")) throw new XmlRefused("What is encrypted is no assertion");
  if (elementsUnder(inner).filter(({ localName }) => localName === "Assertion").length > 1) {
    throw new XmlRefused("It needs exactly one assertion");
  }
  checkSignatures(inner, [inner]);
}
