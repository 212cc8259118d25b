import { SKEW_MS } from "../sso/clock_skew.ts";
import { XmlRefused } from "./xml.ts";

/**
 * Milliseconds since the epoch. SAML's instants are of UTC (SAML 2.0 Core, section 1.3.3).
 * @throws {XmlRefused}
 */
export function instant(text: string, name: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : NaN;
  if (Number.isNaN(time)) throw new XmlRefused(`Its ${name} is no instant`);
  return time;
}

/** Of a NotOnOrAfter. @throws {XmlRefused} */
export function isOver(end: string, now: number): boolean {
  return instant(end, "NotOnOrAfter") <= now - SKEW_MS;
}
