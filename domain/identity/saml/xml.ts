/** XML from outside, read with less than XML allows: what SAML has no use for is refused before anything looks at it. */
import { DOMParser, type Element } from "@xmldom/xmldom";

export type { Element } from "@xmldom/xmldom";

export const SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
export const PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
export const SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
export const ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#";

const DEEPEST = 40;
const MOST_ELEMENTS = 5_000;
const [ELEMENT_NODE, TEXT_NODE] = [1, 3];

/** A sentence for the audit log. */
export class XmlRefused extends Error {
  override name = "XmlRefused";
}

/**
 * The root of a document without document type, entities, comments, CDATA sections and processing instructions: two
 * parsers could see different things in them. Names that are unique must be.
 * @throws {XmlRefused}
 */
export function parseXml(text: string): Element {
  const body = text.replace(/^\uFEFF?<\?xml [^<>?]*\?>/, "");
  if (/<[!?]/.test(body)) {
    throw new XmlRefused("It has a document type, a comment, a CDATA section or a processing instruction");
  }
  const root = documentElement(body);
  const ids = new Set<string>();
  for (const element of elementsUnder(root)) {
    for (const name of ["ID", "Id", "id"]) {
      const id = element.getAttribute(name);
      if (id === null) continue;
      if (ids.has(id)) throw new XmlRefused("Two elements have the same ID");
      ids.add(id);
    }
  }
  return root;
}

function documentElement(text: string): Element {
  const parser = new DOMParser({
    locator: false,
    onError: (_level, message) => {
      throw new XmlRefused(`It is no well-formed XML: ${message.split("\n")[0]?.slice(0, 100)}`);
    },
  });
  try {
    const root = parser.parseFromString(text, "text/xml").documentElement;
    if (root) return root;
  } catch (error) {
    if (error instanceof XmlRefused) throw error;
    throw new XmlRefused("It is no well-formed XML", { cause: error });
  }
  throw new XmlRefused("It is no XML");
}

/** The element and everything below it. @throws {XmlRefused} where that is deeper or more than any message is. */
export function elementsUnder(root: Element): Element[] {
  const found: Element[] = [];
  const waiting = [{ element: root, depth: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { element, depth } = next;
    found.push(element);
    if (depth > DEEPEST || found.length > MOST_ELEMENTS) {
      throw new XmlRefused("It is deeper or larger than messages are");
    }
    for (const child of childElements(element)) waiting.push({ element: child, depth: depth + 1 });
  }
  return found;
}

export function childElements(parent: Element): Element[] {
  // Nodes of that type are elements.
  return [...parent.childNodes].filter((node) => node.nodeType === ELEMENT_NODE) as Element[];
}

export function is(element: Element, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

export function childrenNamed(parent: Element, namespace: string, name: string): Element[] {
  return childElements(parent).filter((child) => is(child, namespace, name));
}

/** @throws {XmlRefused} unless there is exactly one. */
export function onlyChild(parent: Element, namespace: string, name: string): Element {
  const [child, ...more] = childrenNamed(parent, namespace, name);
  if (child && more.length === 0) return child;
  throw new XmlRefused(`It needs exactly one ${name} in its ${parent.localName}`);
}

/** The text of an element that holds nothing else. @throws {XmlRefused} */
export function textOf(element: Element): string {
  const nodes = [...element.childNodes];
  if (nodes.some(({ nodeType }) => nodeType !== TEXT_NODE)) {
    throw new XmlRefused(`Its ${element.localName} holds more than text`);
  }
  return nodes.map(({ nodeValue }) => nodeValue ?? "").join("").trim();
}

/** @throws {XmlRefused} unless the attribute is there. */
export function attributeOf(element: Element, name: string): string {
  const value = element.getAttribute(name);
  if (value === null || value === "") throw new XmlRefused(`Its ${element.localName} has no ${name}`);
  return value;
}

/** For text and attributes of XML that LEXIA writes. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
