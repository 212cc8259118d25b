/**
 * Where a webhook may go. Organizations choose the address, and LEXIA stands within somebody's network: so nothing that is
 * not public is reached, however it is spelled and whatever a name means at the moment of the call (OWASP API7:2023).
 */
import ipaddr from "ipaddr.js";
import { type AddressFault, WebhookFailure } from "#domain/ports.ts";
import { isNamed, isSameName, mayReach } from "../inner_hosts.ts";

export interface AddressWall {
  /** Names, addresses and ranges that the operator has allowed: they may be inner ones, and do without TLS. */
  allowed: readonly string[];
  /** Every address of a name, of both families; none where there is no such name. */
  lookUp(name: string): Promise<string[]>;
}

/** Where to connect to, and the name that the certificate must have; null: the address itself. */
export interface Destination {
  address: string;
  name: string | null;
}

/** Of services that answer to whatever they are sent, at or above 1024. Below, the web's own two are enough. */
const SERVICE_PORTS: ReadonlySet<number> = new Set([
  ...[1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3268, 3269, 3306, 3389, 4045],
  ...[4190, 4369, 5060, 5061, 5432, 5433, 5601, 5672, 5900, 5901, 5984, 5985, 5986, 6000, 6379, 6380, 6443],
  ...[6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 8500, 9042, 9090, 9092, 9100, 9200, 9300, 10080, 10250],
  ...[11211, 15672, 16379, 26257, 26379, 27017, 27018, 27019],
]);
const LOCAL_NAME = /(^|\.)(localhost|local|internal|localdomain)$/;

/** @throws {WebhookFailure} `address_refused` or `name_not_resolved` */
export async function findDestination(url: URL, wall: AddressWall): Promise<Destination> {
  const host = checkedHost(url, wall);
  if (ipaddr.isValid(host)) return { address: host, name: null };
  const found = await wall.lookUp(host);
  const [first] = found;
  if (first === undefined) throw new WebhookFailure("name_not_resolved");
  if (!found.every((address) => reaches(host, address, wall))) throw refused("address_inner");
  return { address: found.find((address) => ipaddr.IPv4.isValid(address)) ?? first, name: host };
}

/** What can be said without asking anybody what the name means. */
function checkedHost(url: URL, wall: AddressWall): string {
  const host = hostOf(url);
  const isAddress = ipaddr.isValid(host);
  const isAllowed = isAddress
    ? isNamed(host, host, wall.allowed)
    : wall.allowed.some((entry) => isSameName(host, entry));
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isAllowed)) throw refused("scheme");
  if (url.username !== "" || url.password !== "") throw refused("credentials");
  if (!mayUsePort(url)) throw refused("port");
  if (isAllowed) return host;
  // A name without a dot means something within a network alone.
  const isPublic = isAddress ? reaches(host, host, wall) : host.includes(".") && !LOCAL_NAME.test(host);
  if (!isPublic) throw refused("address_inner");
  return host;
}

/** As URLs have it by then: in lower case, and every spelling of an IPv4 address as the usual one. */
function hostOf({ hostname }: URL): string {
  const host = hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
  const isName = host.length <= 253 && host.split(".").every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  if (!ipaddr.isValid(host) && !isName) throw refused("host");
  return host;
}

function mayUsePort({ port, protocol }: URL): boolean {
  const number = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  return number === 80 || number === 443 || (number >= 1024 && !SERVICE_PORTS.has(number));
}

function reaches(name: string, address: string, { allowed }: AddressWall): boolean {
  return ipaddr.isValid(address) && mayReach(name, address, { allowed, isPrivateAllowed: false });
}

function refused(fault: AddressFault): WebhookFailure {
  return new WebhookFailure("address_refused", { fault });
}
