/** What is asked of a response, and the one assertion in it that the provider has signed. */
import { decryptAssertion } from "./decrypt_assertion.ts";
import { type Addressed, decodeMessage, readMessage } from "./message_gate.ts";
import { checkSignatures } from "./signature_rules.ts";
import { isSigned, signedXml } from "./signed_xml.ts";
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
  XmlRefused,
} from "./xml.ts";

const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

/** Of the provider, and LEXIA's own key. */
export interface ResponseKeys {
  certificates: readonly string[];
  privateKey: string;
}

/** Which request is answered; `destination` is LEXIA's assertion consumer service. */
export type Expected = Addressed & { requestId: string };

/**
 * The assertion of the one answer to this very request, as it was signed: by itself, or with the whole response. What is
 * not signed is only held to the rules; nothing is taken from it.
 * @throws {XmlRefused} for a wrong address, issuer, status, algorithm or signature, and for more than one assertion.
 */
export async function signedAssertion(
  encoded: string,
  expected: Expected,
  { certificates, privateKey }: ResponseKeys,
): Promise<Element> {
  const text = decodeMessage(encoded);
  const response = readMessage(text, "Response", expected);
  checkAnswer(response, expected);
  const assertion = onlyAssertion(response);
  const isPlain = assertion.localName === "Assertion";
  checkSignatures(response, isPlain ? [response, assertion] : [response]);
  if (isSigned(response)) {
    const signed = readMessage(await signedXml(text, response, certificates), "Response", expected);
    checkAnswer(signed, expected);
    const inside = onlyAssertion(signed);
    return isPlain ? inside : opened(inside, privateKey).assertion;
  }
  if (isPlain) return parseXml(await signedXml(text, assertion, certificates));
  const inner = opened(assertion, privateKey);
  return parseXml(await signedXml(inner.text, inner.assertion, certificates));
}

function checkAnswer(response: Element, { requestId }: Expected): void {
  if (response.getAttribute("InResponseTo") !== requestId) {
    throw new XmlRefused("Its InResponseTo names another request");
  }
  requireSuccess(response);
}

/** @throws {XmlRefused} with the status in its words. */
export function requireSuccess(response: Element): void {
  const code = onlyChild(onlyChild(response, PROTOCOL, "Status"), PROTOCOL, "StatusCode");
  const status = attributeOf(code, "Value");
  const [second] = childrenNamed(code, PROTOCOL, "StatusCode");
  const isPartial = second?.getAttribute("Value")?.endsWith(":PartialLogout") ?? false;
  if (status === SUCCESS && !isPartial) return;
  const words = [status, second?.getAttribute("Value")].map((text) => text?.split(":").at(-1)?.slice(0, 60));
  throw new XmlRefused(`Its status is ${words.filter(Boolean).join(", ")}`);
}

/** Exactly one, plain or encrypted, directly in the response. */
function onlyAssertion(response: Element): Element {
  const assertions = elementsUnder(response).filter((element) =>
    element.localName === "Assertion" || element.localName === "EncryptedAssertion"
  );
  const [assertion, ...more] = assertions;
  const isOne = assertion && more.length === 0 && assertion.parentNode === response &&
    assertion.namespaceURI === SAML;
  if (!isOne) throw new XmlRefused("It needs exactly one assertion");
  return assertion;
}

/** What an encrypted one holds, held to the same rules. */
function opened(encrypted: Element, privateKey: string): { text: string; assertion: Element } {
  const text = decryptAssertion(encrypted, privateKey);
  const assertion = parseXml(text);
  if (!is(assertion, SAML, "Assertion")) throw new XmlRefused("What is encrypted is no assertion");
  if (elementsUnder(assertion).filter(({ localName }) => localName === "Assertion").length > 1) {
    throw new XmlRefused("It needs exactly one assertion");
  }
  checkSignatures(assertion, [assertion]);
  return { text, assertion };
}
