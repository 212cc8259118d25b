/** What a provider's LogoutRequest says (SAML 2.0 Core, section 3.7.1), once it is certain that the provider says it. */
import { SKEW_MS } from "../sso/clock_skew.ts";
import { instant, isOver } from "./instants.ts";
import {
  attributeOf,
  childrenNamed,
  type Element,
  onlyChild,
  PROTOCOL,
  SAML,
  textOf,
  XmlRefused,
} from "./xml.ts";

const OLDEST_MS = 10 * 60_000;
const MOST_SESSIONS = 100;

export interface LogoutFacts {
  id: string;
  /** The text of the NameID. */
  name: string;
  /** Of the sessions; none: all that the person has. */
  sessionIndexes: readonly string[];
  /** From when on it would be refused anyway, milliseconds since the epoch. */
  worthlessAt: number;
}

/** @throws {XmlRefused} unless it is of now, and names a person in plain text. */
export function readLogoutRequest(request: Element, now: number): LogoutFacts {
  // Others need none; who demands that somebody is signed out does.
  onlyChild(request, SAML, "Issuer");
  const issuedAt = instant(attributeOf(request, "IssueInstant"), "IssueInstant");
  if (issuedAt > now + SKEW_MS) throw new XmlRefused("It was issued in the future");
  if (issuedAt < now - OLDEST_MS - SKEW_MS) throw new XmlRefused("It was issued too long ago");
  const end = request.getAttribute("NotOnOrAfter");
  if (end && isOver(end, now)) throw new XmlRefused("It has expired");
  const sessionIndexes = childrenNamed(request, PROTOCOL, "SessionIndex").map(textOf);
  if (sessionIndexes.length > MOST_SESSIONS) throw new XmlRefused("It names more sessions than a person has");
  return {
    id: attributeOf(request, "ID"),
    name: textOf(onlyChild(request, SAML, "NameID")),
    sessionIndexes,
    worthlessAt: issuedAt + OLDEST_MS + 2 * SKEW_MS,
  };
}
