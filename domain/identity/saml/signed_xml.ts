import { childrenNamed, type Element, SIGNATURE, XmlRefused } from "./xml.ts";

/**
 * The very bytes under the signature of that element of the document: what is read from there, the provider has said.
 * Only after `checkSignatures`, which holds the signature to its form. `xml-crypto` is loaded when first needed.
 * @throws {XmlRefused} unless one of the certificates' keys has signed.
 */
export async function signedXml(
  text: string,
  element: Element,
  certificates: readonly string[],
): Promise<string> {
  const { SignedXml } = await import("xml-crypto");
  const [signature] = childrenNamed(element, SIGNATURE, "Signature");
  for (const publicCert of signature ? certificates : []) {
    // A certificate that the message itself brings along is not looked at.
    const verifier = new SignedXml({ publicCert, getCertFromKeyInfo: () => null });
    try {
      verifier.loadSignature(String(signature));
      if (!verifier.checkSignature(text)) continue;
    } catch {
      // It throws where the value is wrong, and where it cannot read something.
      continue;
    }
    const [bytes, ...more] = verifier.getSignedReferences();
    if (bytes !== undefined && more.length === 0) return bytes;
  }
  throw new XmlRefused("Invalid signature");
}

export function isSigned(element: Element): boolean {
  return childrenNamed(element, SIGNATURE, "Signature").length > 0;
}
