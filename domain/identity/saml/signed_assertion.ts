/** What a signed assertion says (SAML 2.0 Profiles, section 4.1.4.3). */
import { FLOW_SECONDS } from "../sso/flow.ts";
import { SKEW_MS } from "../sso/clock_skew.ts";
import { instant, isOver } from "./instants.ts";
import type { Expected } from "./response_gate.ts";
import {
  attributeOf,
  childElements,
  childrenNamed,
  type Element,
  is,
  onlyChild,
  SAML,
  textOf,
  XmlRefused,
} from "./xml.ts";

const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const MOST_VALUES = 1_000;

/** What the provider calls the person; all of it is said again to sign them out there. */
export interface NameId {
  value: string;
  format: string | null;
  nameQualifier: string | null;
  spNameQualifier: string | null;
}

export interface AssertionFacts {
  id: string;
  nameId: NameId;
  attributes: ReadonlyMap<string, readonly string[]>;
  /** Classes of authentication. */
  contexts: readonly string[];
  sessionIndex: string | null;
  /** When the person last proved there who they are, milliseconds since the epoch; null where it is not said. */
  authenticatedAt: number | null;
  /** From when on it would be refused anyway, milliseconds since the epoch. */
  worthlessAt: number;
}

/**
 * Of the element that `signedAssertion` of `response_gate.ts` gives.
 * @throws {XmlRefused} unless it is for LEXIA, about this very sign-in, and of now.
 */
export function readAssertion(
  assertion: Element,
  expected: Expected & { audience: string; now: number },
): AssertionFacts {
  if (!is(assertion, SAML, "Assertion")) throw new XmlRefused("What is signed is no assertion");
  if (attributeOf(assertion, "Version") !== "2.0") throw new XmlRefused("It is not of version 2.0");
  if (textOf(onlyChild(assertion, SAML, "Issuer")) !== expected.issuer) {
    throw new XmlRefused("The assertion's Issuer is another provider");
  }
  checkAge(attributeOf(assertion, "IssueInstant"), expected.now);
  const subject = onlyChild(assertion, SAML, "Subject");
  const endOfSubject = checkConfirmations(subject, expected);
  const conditions = onlyChild(assertion, SAML, "Conditions");
  const endOfConditions = checkConditions(conditions, expected);
  const nameId = onlyChild(subject, SAML, "NameID");
  return {
    id: attributeOf(assertion, "ID"),
    nameId: {
      value: textOf(nameId),
      format: nameId.getAttribute("Format"),
      nameQualifier: nameId.getAttribute("NameQualifier"),
      spNameQualifier: nameId.getAttribute("SPNameQualifier"),
    },
    attributes: attributesIn(assertion),
    ...authenticationIn(assertion, expected.now),
    worthlessAt: Math.max(endOfSubject, endOfConditions) + SKEW_MS,
  };
}

/** Whether the provider makes up a new name each time. */
export function isTransient({ format }: NameId): boolean {
  return format === TRANSIENT;
}

function checkAge(issueInstant: string, now: number): void {
  const issuedAt = instant(issueInstant, "IssueInstant");
  if (issuedAt > now + SKEW_MS) throw new XmlRefused("It was issued in the future");
  if (issuedAt < now - FLOW_SECONDS * 1_000 - SKEW_MS) throw new XmlRefused("It was issued too long ago");
}

/** At least one by which the bearer is the subject. Returns when it ends. */
function checkConfirmations(
  subject: Element,
  { destination, requestId, now }: Expected & { now: number },
): number {
  const problems: string[] = [];
  for (const confirmation of childrenNamed(subject, SAML, "SubjectConfirmation")) {
    if (confirmation.getAttribute("Method") !== BEARER) continue;
    const data = onlyChild(confirmation, SAML, "SubjectConfirmationData");
    const end = data.getAttribute("NotOnOrAfter");
    if (data.getAttribute("Recipient") !== destination) problems.push("its Recipient is another address");
    else if (data.getAttribute("InResponseTo") !== requestId) {
      problems.push("its InResponseTo is another request");
    } else if (data.hasAttribute("NotBefore")) problems.push("it has a NotBefore");
    else if (!end) problems.push("it has no NotOnOrAfter");
    else if (isOver(end, now)) problems.push("it has expired");
    else return instant(end, "NotOnOrAfter");
  }
  throw new XmlRefused(`No SubjectConfirmation holds: ${problems.join("; ") || "there is none of a bearer"}`);
}

function checkConditions(conditions: Element, { audience, now }: { audience: string; now: number }): number {
  const [from, end] = [conditions.getAttribute("NotBefore"), conditions.getAttribute("NotOnOrAfter")];
  if (from && instant(from, "NotBefore") > now + SKEW_MS) throw new XmlRefused("It does not hold yet");
  if (end && isOver(end, now)) throw new XmlRefused("It has expired");
  const known = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
  if (
    childElements(conditions).some((one) => one.namespaceURI !== SAML || !known.includes(one.localName ?? ""))
  ) {
    throw new XmlRefused("It has a condition that LEXIA does not know");
  }
  const restrictions = childrenNamed(conditions, SAML, "AudienceRestriction");
  const isForUs = restrictions.length > 0 &&
    restrictions.every((restriction) =>
      childrenNamed(restriction, SAML, "Audience").some((one) => textOf(one) === audience)
    );
  if (!isForUs) throw new XmlRefused("Its Audience is another application");
  return end ? instant(end, "NotOnOrAfter") : now;
}

function authenticationIn(assertion: Element, now: number) {
  const statements = childrenNamed(assertion, SAML, "AuthnStatement");
  const [first] = statements;
  if (!first) throw new XmlRefused("It does not say that somebody was authenticated");
  for (const statement of statements) {
    const end = statement.getAttribute("SessionNotOnOrAfter");
    if (end && isOver(end, now)) throw new XmlRefused("The session at the provider is over");
  }
  const contexts = statements.flatMap((statement) => childrenNamed(statement, SAML, "AuthnContext"))
    .flatMap((context) => childrenNamed(context, SAML, "AuthnContextClassRef")).map(textOf);
  const instants = statements.map((statement) => statement.getAttribute("AuthnInstant"))
    .filter((text) => text !== null).map((text) => instant(text, "AuthnInstant"));
  return {
    contexts,
    sessionIndex: first.getAttribute("SessionIndex"),
    authenticatedAt: instants.length === 0 ? null : Math.max(...instants),
  };
}

function attributesIn(assertion: Element): Map<string, string[]> {
  const attributes = new Map<string, string[]>();
  const found = childrenNamed(assertion, SAML, "AttributeStatement")
    .flatMap((statement) => childrenNamed(statement, SAML, "Attribute"));
  for (const attribute of found) {
    const name = attributeOf(attribute, "Name");
    // Values of other shapes, such as a NameID within one, are none that LEXIA could use.
    const values = childrenNamed(attribute, SAML, "AttributeValue")
      .filter((value) => childElements(value).length === 0).map(textOf);
    attributes.set(name, [...attributes.get(name) ?? [], ...values].slice(0, MOST_VALUES));
  }
  return attributes;
}
