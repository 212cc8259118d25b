/** From which addresses an organization's people and programs may work. */
import ipaddr from "ipaddr.js";
import { DomainError } from "../errors.ts";

const MOST = 100;

/**
 * Addresses and CIDR ranges in one form: `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.7`. What stands behind a range's
 * prefix is cut off.
 * @throws {DomainError} `request_invalid` naming the entries that are none.
 */
export function parseNetworks(list: readonly string[]): string[] {
  const parsed = list.map((text) => networkOf(text.trim()));
  const errors = parsed.flatMap((network, i) =>
    network === undefined
      ? [{
        field: `allowed_networks.${i}`,
        code: "network_invalid",
        message: "Write an address such as 192.0.2.7, or a range such as 192.0.2.0/24 or 2001:db8::/32",
      }]
      : []
  );
  if (list.length > MOST) {
    const message = `Give at most ${MOST} networks`;
    errors.push({ field: "allowed_networks", code: "too_many", message });
  }
  if (errors.length > 0) throw new DomainError("request_invalid", { errors });
  return [...new Set(parsed.filter((network) => network !== undefined))];
}

/** Whether the address may work with the organization; no networks: any may. An address that nobody knows may not. */
export function isAllowedAddress(address: string | null, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (address === null || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = rangeOf(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

/** @throws {DomainError} `address_not_allowed` */
export function requireAllowedAddress(address: string | null, networks: readonly string[]): void {
  if (!isAllowedAddress(address, networks)) throw new DomainError("address_not_allowed");
}

function networkOf(text: string): string | undefined {
  const [address = "", bits, ...rest] = text.split("/");
  // The package also reads "10" and "0x7f.1" as addresses: what people mean by them is anybody's guess.
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(address) ||
    (address.includes(":") && !address.includes("%") && ipaddr.IPv6.isValid(address));
  if (!isPlain || rest.length > 0) return undefined;
  const parsed = ipaddr.parse(address);
  // Requests over IPv4 never show as IPv6 here, so such a range would never match.
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()) return undefined;
  if (bits === undefined) return parsed.toString();
  const most = parsed.kind() === "ipv4" ? 32 : 128;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) return undefined;
  const cidr = `${parsed}/${Number(bits)}`;
  const network = parsed.kind() === "ipv4"
    ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
    : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${network}/${Number(bits)}`;
}

function rangeOf(network: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (network.includes("/")) return ipaddr.parseCIDR(network);
  const address = ipaddr.parse(network);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
