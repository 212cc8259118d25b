/** Addresses and CIDR ranges from which something may be used. */
import ipaddr from "ipaddr.js";

/**
 * An address or a range in the one form in which it is kept: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. Undefined for
 * what is neither; ranges of IPv4 addresses in IPv6's clothes are none, since callers never appear so.
 */
export function parseAddressRange(text: string): string | undefined {
  const typed = text.trim();
  const [address = "", bits, ...rest] = typed.split("/");
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  if (!isAddress || rest.length > 0 || address.includes("%")) return undefined;
  if (bits === undefined) return ipaddr.process(address).toString();
  if (!/^\d{1,3}$/.test(bits) || !ipaddr.isValidCIDR(typed)) return undefined;
  const [base, length] = ipaddr.parseCIDR(typed);
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress()) return undefined;
  return `${networkAddress(base, typed)}/${length}`;
}

/** Whether the address lies in one of the ranges, which `parseAddressRange` gave. No ranges: everywhere. */
export function isWithinRanges(address: string | null, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true;
  if (address === null || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.map(rangeOf).some(([base, bits]) =>
    base.kind() === parsed.kind() && parsed.match(base, bits)
  );
}

/** Whether every address of `inner` lies in one and the same of `outer`. */
export function isRangeWithin(inner: string, outer: readonly string[]): boolean {
  const [base, bits] = rangeOf(inner);
  return outer.map(rangeOf).some(([outerBase, outerBits]) =>
    outerBits <= bits && outerBase.kind() === base.kind() && base.match(outerBase, outerBits)
  );
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

function rangeOf(text: string): Range {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function networkAddress(base: ipaddr.IPv4 | ipaddr.IPv6, cidr: string): string {
  const network = base instanceof ipaddr.IPv6
    ? ipaddr.IPv6.networkAddressFromCIDR(cidr)
    : ipaddr.IPv4.networkAddressFromCIDR(cidr);
  return network.toString();
}
