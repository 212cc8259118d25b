import { DomainError } from "../errors.ts";

const MAX_LENGTH = 50;

/** Names that the platform needs, or that would let an organization pass for it. */
const RESERVED = new Set(
  `www www1 www2 api apis admin administrator administrador root system sistema platform plataforma panel dashboard
   app apps web static assets cdn media img images files downloads uploads public
   mail email correo smtp imap pop pop3 mx webmail autodiscover autoconfig mta-sts postmaster hostmaster webmaster
   ns ns1 ns2 ns3 ns4 dns ftp sftp ssh vpn proxy gateway
   status health ready metrics monitor monitoring grafana prometheus kibana logs sentry
   auth login signin signup register registro sso oauth oidc saml ldap account accounts cuenta cuentas id identity
   billing pagos facturacion pay payments checkout
   help ayuda support soporte docs documentation blog news noticias about legal privacy terms security abuse
   internal local localhost
   lexia lexia-app lexia-admin official oficial ramajudicial`.split(/\s+/),
);

/** True for what can be an organization's subdomain; see `parseSubdomain` for the rules. */
export function isSubdomain(text: string): boolean {
  return text.length <= MAX_LENGTH && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text) && !/^..--/.test(text);
}

/**
 * The subdomain a new organization asks for, in lower case: letters, digits and inner hyphens, at most 50. Names with
 * hyphens at the third and fourth place are kept by RFC 5891 (section 4.2.3.1) for encodings such as `xn--`, which
 * could look like another name.
 * @throws {DomainError} `request_invalid`, or `subdomain_taken` where it is reserved.
 */
export function parseSubdomain(text: string, field = "subdomain"): string {
  const typed = text.trim();
  // Asked first, since lower case turns some foreign letters, such as the Kelvin sign, into ours.
  const isAscii = /^[A-Za-z0-9-]+$/.test(typed);
  const subdomain = typed.toLowerCase();
  if (isAscii && RESERVED.has(subdomain)) throw new DomainError("subdomain_taken");
  if (isAscii && isSubdomain(subdomain)) return subdomain;
  const message =
    `Use 1 to ${MAX_LENGTH} letters a to z, digits and hyphens, beginning and ending without hyphen`;
  throw new DomainError("request_invalid", { errors: [{ field, code: "subdomain_invalid", message }] });
}
