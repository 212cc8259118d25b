/** Messages that a browser carries from a provider, in an address or in a form: only signed ones count. */
import { Buffer } from "node:buffer";
import { verify, X509Certificate } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { type Addressed, decodeMessage, messageBytes, readMessage, utf8 } from "./message_gate.ts";
import { checkSignatures } from "./signature_rules.ts";
import { signedXml } from "./signed_xml.ts";
import { type Element, XmlRefused } from "./xml.ts";

/** `query` is that of the address, as it came: it is what was signed. */
export type Carried =
  | { by: "redirect"; query: string }
  | { by: "post"; message: string; relayState: string };

type Field = "SAMLRequest" | "SAMLResponse";

/** Many times what a message without an assertion takes. */
const MAX_QUERY_LENGTH = 20_000;
const MAX_INFLATED_BYTES = 100_000;

const HASHES: Readonly<Record<string, string>> = {
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": "sha256",
  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": "sha512",
};

/**
 * The message of that name, of that provider and to that address, and what it is to bring back.
 * @throws {XmlRefused}
 */
export async function signedMessage(
  carried: Carried,
  { field, name, certificates, ...addressed }: Addressed & {
    field: Field;
    name: string;
    certificates: readonly string[];
  },
): Promise<{ message: Element; relayState: string }> {
  if (carried.by === "redirect") {
    const { text, relayState } = signedQuery(carried.query, field, certificates);
    return { message: readMessage(text, name, addressed), relayState };
  }
  const text = decodeMessage(carried.message);
  const root = readMessage(text, name, addressed);
  checkSignatures(root, [root]);
  const message = readMessage(await signedXml(text, root, certificates), name, addressed);
  return { message, relayState: carried.relayState };
}

/** SAML 2.0 Bindings, section 3.4.4.1: the signature is over the parameters as they stand in the address. */
function signedQuery(query: string, field: Field, certificates: readonly string[]) {
  if (query.length > MAX_QUERY_LENGTH) throw new XmlRefused("It is too large");
  const pairs = query.split("&");
  const [message, relayState] = [onlyPair(pairs, field), onlyPair(pairs, "RelayState")];
  const [algorithm, signature] = [onlyPair(pairs, "SigAlg"), onlyPair(pairs, "Signature")];
  if (message === undefined) throw new XmlRefused(`There is no ${field}`);
  if (algorithm === undefined || signature === undefined) throw new XmlRefused("It is not signed");
  const hash = HASHES[valueOf(algorithm)];
  if (hash === undefined) {
    throw new XmlRefused(`Its SigAlg is ${valueOf(algorithm).slice(0, 100)}, which is not allowed`);
  }
  const signed = Buffer.from([message, relayState, algorithm].filter((pair) => pair !== undefined).join("&"));
  const value = messageBytes(valueOf(signature));
  const isRight = certificates.some((pem) => verify(hash, signed, new X509Certificate(pem).publicKey, value));
  if (!isRight) throw new XmlRefused("Invalid signature");
  return {
    text: utf8(inflated(messageBytes(valueOf(message)))),
    relayState: relayState === undefined ? "" : valueOf(relayState),
  };
}

/** A second one of a name could be read in the place of the one that was signed. */
function onlyPair(pairs: readonly string[], name: string): string | undefined {
  const [pair, ...more] = pairs.filter((pair) => pair.startsWith(`${name}=`));
  if (more.length > 0) throw new XmlRefused(`It has more than one ${name}`);
  return pair;
}

function valueOf(pair: string): string {
  try {
    return decodeURIComponent(pair.slice(pair.indexOf("=") + 1).replaceAll("+", " "));
  } catch (cause) {
    throw new XmlRefused("Its address cannot be read", { cause });
  }
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    throw new XmlRefused("It cannot be inflated, or is too large", { cause });
  }
}
