/** What is asked of every message of a provider, before anything else in it counts. */
import {
  attributeOf,
  childrenNamed,
  type Element,
  is,
  parseXml,
  PROTOCOL,
  SAML,
  textOf,
  XmlRefused,
} from "./xml.ts";

/** Base64 of a message. */
export const MAX_MESSAGE_LENGTH = 200_000;

export interface Addressed {
  /** LEXIA's address, to which it must be sent. */
  destination: string;
  /** The provider's entity id. */
  issuer: string;
}

/** The text within base64. @throws {XmlRefused} */
export function decodeMessage(encoded: string): string {
  return utf8(messageBytes(encoded));
}

/** @throws {XmlRefused} */
export function messageBytes(encoded: string): Uint8Array {
  if (encoded.length > MAX_MESSAGE_LENGTH) throw new XmlRefused("It is too large");
  try {
    return Uint8Array.fromBase64(encoded.replace(/\s+/g, ""));
  } catch (cause) {
    throw new XmlRefused("It is no base64 of UTF-8", { cause });
  }
}

/** @throws {XmlRefused} */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new XmlRefused("It is no base64 of UTF-8", { cause });
  }
}

/** The root, where it is the message of that name, of that provider, to that address. @throws {XmlRefused} */
export function readMessage(text: string, name: string, { destination, issuer }: Addressed): Element {
  const message = parseXml(text);
  if (!is(message, PROTOCOL, name)) throw new XmlRefused(`It is no SAML 2.0 ${name}`);
  if (attributeOf(message, "Version") !== "2.0") throw new XmlRefused("It is not of version 2.0");
  if (message.getAttribute("Destination") !== destination) {
    throw new XmlRefused("Its Destination is another address");
  }
  for (const one of childrenNamed(message, SAML, "Issuer")) {
    if (textOf(one) !== issuer) throw new XmlRefused("Its Issuer is another provider");
  }
  return message;
}
