/** Which machines an organization's settings may make LEXIA speak to. */
import ipaddr from "ipaddr.js";

export interface InnerHosts {
  /** Names, addresses and ranges that may be inner ones. */
  allowed: readonly string[];
  /** Private ranges are the company's own: one organization has the installation to itself. */
  isPrivateAllowed: boolean;
}

const PRIVATE: ReadonlySet<string> = new Set(["private", "uniqueLocal", "carrierGradeNat"]);

/** Whether a connection may go to that address, which the name was resolved to. */
export function mayReach(name: string, address: string, { allowed, isPrivateAllowed }: InnerHosts): boolean {
  const parsed = ipaddr.process(address);
  if (allowed.some((entry) => entry.toLowerCase() === name.toLowerCase() || isWithin(parsed, entry))) {
    return true;
  }
  const range = parsed.range();
  return range === "unicast" || (isPrivateAllowed && PRIVATE.has(range));
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === address.toString();
  if (!ipaddr.isValidCIDR(entry)) return false;
  const [range, bits] = ipaddr.parseCIDR(entry);
  if (range instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(range, bits);
  return address instanceof ipaddr.IPv6 && address.match(range, bits);
}
