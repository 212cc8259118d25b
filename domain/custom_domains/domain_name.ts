import { domainToASCII } from "node:url";
import { DomainError } from "../errors.ts";

/** LEXIA's own hosts: none of them can be an organization's. */
export interface OwnHosts {
  /** This one, and all below it. */
  baseDomain: string;
  hosts: readonly string[];
}

const MAX_LENGTH = 253;
/** With `_lexia-challenge.` before it, the name must still be one. */
const MOST_CLAIMED = MAX_LENGTH - "_lexia-challenge.".length;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Kept for other uses (RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476). */
const SPECIAL = new Set(["localhost", "local", "invalid", "test", "example", "onion", "arpa", "alt"]);

/** Whether a host can be looked up among the organizations' domains. */
export function isDomainName(host: string): boolean {
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  return host.length <= MAX_LENGTH && labels.length >= 2 && labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(last);
}

/**
 * A domain as people type it, in lower case and its ASCII form (RFC 5891): no address, no single word, none of LEXIA's.
 * @throws {DomainError} `request_invalid`
 */
export function parseDomain(text: string, own: OwnHosts): string {
  const typed = text.trim().replace(/\.$/, "");
  // What is no name at all becomes an empty text; a URL, a port or a name with a blank is one of those.
  const domain = /[\s/:@?#\\[\]%]/.test(typed) ? "" : domainToASCII(typed.toLowerCase());
  if (!isDomainName(domain) || domain.length > MOST_CLAIMED) {
    throw refusal(
      "domain_invalid",
      "Write a domain such as casos.example.com, without https:// and without a path",
    );
  }
  const isOwn = domain === own.baseDomain || domain.endsWith(`.${own.baseDomain}`) ||
    own.hosts.includes(domain);
  if (isOwn) throw refusal("domain_reserved", "This domain is the platform's own: choose one of yours");
  if (SPECIAL.has(domain.split(".").at(-1) ?? "")) {
    throw refusal("domain_reserved", "Names under this ending cannot be anybody's: choose one of yours");
  }
  return domain;
}

function refusal(code: string, message: string): DomainError {
  return new DomainError("request_invalid", { errors: [{ field: "domain", code, message }] });
}
