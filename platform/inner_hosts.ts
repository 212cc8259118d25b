/** Which machines an organization's settings may make LEXIA speak to. */
import ipaddr from "ipaddr.js";

export interface InnerHosts {
  /** Names, addresses and ranges that may be inner ones. */
  allowed: readonly string[];
  /** Private ranges are the company's own: one organization has the installation to itself. */
  isPrivateAllowed: boolean;
}

const PRIVATE: ReadonlySet<string> = new Set(["private", "uniqueLocal", "carrierGradeNat"]);

/** All that is given out for the public internet (RFC 4291, section 2.4); old forms that hold an IPv4 address are not. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

/** Whether a connection may go to that address, which the name was resolved to. */
export function mayReach(name: string, address: string, { allowed, isPrivateAllowed }: InnerHosts): boolean {
  if (isNamed(name, address, allowed)) return true;
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (isPrivateAllowed && PRIVATE.has(range)) return true;
  if (range !== "unicast") return false;
  return parsed instanceof ipaddr.IPv4 || (parsed instanceof ipaddr.IPv6 && parsed.match(GLOBAL_IPV6));
}

/** Whether the operator has named the host, or the address or its range. */
export function isNamed(name: string, address: string, allowed: readonly string[]): boolean {
  const parsed = ipaddr.process(address);
  return allowed.some((entry) => isSameName(name, entry) || isWithin(parsed, entry));
}

export function isSameName(name: string, entry: string): boolean {
  return entry.toLowerCase() === name.toLowerCase();
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === address.toString();
  if (!ipaddr.isValidCIDR(entry)) return false;
  const [range, bits] = ipaddr.parseCIDR(entry);
  if (range instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(range, bits);
  return address instanceof ipaddr.IPv6 && address.match(range, bits);
}
