/** Which signatures are looked at: those of the forms that SAML knows, made with algorithms that hold. */
import {
  attributeOf,
  childElements,
  childrenNamed,
  type Element,
  elementsUnder,
  is,
  onlyChild,
  SIGNATURE,
  XmlRefused,
} from "./xml.ts";

const EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = `${SIGNATURE}enveloped-signature`;
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512";

const METHODS = new Set([RSA_SHA256, RSA_SHA512]);
const DIGESTS = new Set([SHA256, SHA512]);

/**
 * Holds all signatures below `root` to standing directly in one of `places` and to the allowed algorithms: no SHA-1, no
 * HMAC, whose key would be the public certificate, and one reference, to the very element that it stands in.
 * @throws {XmlRefused}
 */
export function checkSignatures(root: Element, places: readonly Element[]): void {
  for (const signature of elementsUnder(root).filter((one) => is(one, SIGNATURE, "Signature"))) {
    const place = places.find((place) => place === signature.parentNode);
    if (!place) throw new XmlRefused("It has a signature where none belongs");
    if (childrenNamed(place, SIGNATURE, "Signature").length > 1) throw new XmlRefused("It is signed twice");
    checkSignature(signature, place);
  }
}

function checkSignature(signature: Element, place: Element): void {
  const allowed = ["SignedInfo", "SignatureValue", "KeyInfo"];
  if (childElements(signature).some((child) => !allowed.includes(child.localName ?? ""))) {
    throw new XmlRefused("Its signature holds more than a signature");
  }
  const info = onlyChild(signature, SIGNATURE, "SignedInfo");
  requireAlgorithm(onlyChild(info, SIGNATURE, "CanonicalizationMethod"), new Set([EXCLUSIVE_C14N]));
  requireAlgorithm(onlyChild(info, SIGNATURE, "SignatureMethod"), METHODS);
  const reference = onlyChild(info, SIGNATURE, "Reference");
  if (attributeOf(reference, "URI") !== `#${attributeOf(place, "ID")}`) {
    throw new XmlRefused("Its signature is of another element");
  }
  requireAlgorithm(onlyChild(reference, SIGNATURE, "DigestMethod"), DIGESTS);
  for (const transforms of childrenNamed(reference, SIGNATURE, "Transforms")) {
    for (const transform of childElements(transforms)) {
      requireAlgorithm(transform, new Set([ENVELOPED, EXCLUSIVE_C14N]));
    }
  }
}

function requireAlgorithm(element: Element, allowed: ReadonlySet<string>): void {
  const algorithm = attributeOf(element, "Algorithm");
  if (allowed.has(algorithm)) return;
  throw new XmlRefused(`Its ${element.localName} is ${algorithm.slice(0, 100)}, which is not allowed`);
}
