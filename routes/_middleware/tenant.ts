import { createMiddleware } from "hono/factory";
import type { Organization } from "#domain/ctx.ts";
import { DomainError } from "#domain/errors.ts";
import type { AppDeps, Env, HostKind, LexiaContext } from "../_env.ts";
import { limitAddress } from "./rate_limit.ts";

/**
 * Tells which of LEXIA's hosts is asked, and for which organization. Only the Host header decides (on the API host,
 * `X-Organization-ID`); forwarding headers do not, and a request line that names another host is refused.
 */
export const tenant = createMiddleware<Env>(async (c, next) => {
  const deps = c.get("deps");
  const host = hostNameOf(c);
  const { kind, subdomain } = placeOf(host, deps.settings);
  c.set("hostKind", kind);
  const organization = await organizationFor(c, kind, subdomain).catch((error) => refuseGuessing(c, error));
  if (organization) c.set("organization", organization);
  await next();
});

/** Whoever tries names at random is slowed down like any anonymous caller: each new name is a look-up. */
async function refuseGuessing(c: LexiaContext, error: unknown): Promise<never> {
  if (error instanceof DomainError) await limitAddress(c);
  throw error;
}

/**
 * Names, dots and a port, or an address in brackets. Reading it as a URL would forgive what other programs read
 * differently: escapes, fragments, a name before an `@`, letters that only look like ours.
 */
const PLAIN_HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{0,5})?$/i;

/** @throws {DomainError} `host_ambiguous` where Host and request line differ, or either is no plain host. */
function hostNameOf(c: LexiaContext): string {
  const asked = new URL(c.req.url);
  // HTTP/2 has no Host header: there the address alone names the host.
  const header = c.req.header("host") ?? authorityOf(c.req.url);
  const named = PLAIN_HOST.test(header) && URL.canParse(`http://${header}`)
    ? new URL(`http://${header}`)
    : null;
  const isPlain = asked.username === "" && asked.password === "";
  if (named === null || !isPlain || named.host !== asked.host) throw new DomainError("host_ambiguous");
  return named.hostname;
}

function authorityOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
}

function placeOf(
  host: string,
  settings: AppDeps["settings"],
): { kind: HostKind; subdomain: string | null } {
  const { baseDomain, singleTenant, allowedHosts } = settings;
  if (host === `admin.${baseDomain}`) return { kind: "admin", subdomain: null };
  if (singleTenant !== null) return { kind: "tenant", subdomain: singleTenant };
  if (host === baseDomain || host === `www.${baseDomain}`) return { kind: "root", subdomain: null };
  if (host === `api.${baseDomain}` || allowedHosts.includes(host)) return { kind: "api", subdomain: null };
  const label = host.endsWith(`.${baseDomain}`) ? host.slice(0, -baseDomain.length - 1) : undefined;
  if (label === undefined) throw unknownOrganization(`The host "${host}" is not one of LEXIA's`);
  return { kind: "tenant", subdomain: label };
}

async function organizationFor(
  c: LexiaContext,
  kind: HostKind,
  subdomain: string | null,
): Promise<Organization | undefined> {
  const { directory } = c.get("deps").identity;
  if (kind === "tenant" && subdomain !== null) {
    const organization = await directory.bySubdomain(subdomain);
    if (!organization) throw unknownOrganization(`No active organization has the subdomain "${subdomain}"`);
    return organization;
  }
  const id = c.req.header("x-organization-id");
  if (kind !== "api" || id === undefined) return undefined;
  const organization = await directory.byId(id);
  if (!organization) throw unknownOrganization("X-Organization-ID names no active organization");
  return organization;
}

function unknownOrganization(detail: string): DomainError {
  return new DomainError("organization_not_found", { detail });
}
