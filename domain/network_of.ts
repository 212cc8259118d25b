import ipaddr from "ipaddr.js";

/** Whom an address stands for in limits: an IPv4 address, or the /64 of an IPv6 address, all of which one customer has. */
export function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? `${parsed.parts.slice(0, 4).map((part) => part.toString(16)).join(":")}::/64`
    : parsed.toString();
}
