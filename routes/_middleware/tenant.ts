import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { looksLikeProgramKey } from "#domain/identity/program_keys.ts";
import type { HostedOrganization } from "#domain/organizations/find_organization.ts";
import type { AppDeps, Env, HostKind, LexiaContext } from "../_env.ts";
import { bearerIn } from "./bearer.ts";
import { limitAddress } from "./rate_limit.ts";

/**
 * Tells which of LEXIA's hosts is asked, and for which organization. Only the Host header decides (on the API host,
 * `X-Organization-ID` or else a program's key); forwarding headers do not, and a request line that names another host is refused.
 */
export const tenant = createMiddleware<Env>(async (c, next) => {
  const deps = c.get("deps");
  const host = hostNameOf(c);
  const { kind, name } = placeOf(host, deps.settings);
  c.set("hostKind", kind);
  const organization = await organizationFor(c, kind, name).catch((error) => refuseGuessing(c, error));
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

/** How a host names an organization: by its subdomain, or by a domain of its own. */
type Name = { subdomain: string } | { domain: string };

function placeOf(
  host: string,
  settings: AppDeps["settings"],
): { kind: HostKind; name: Name | null } {
  const { baseDomain, singleTenant, allowedHosts } = settings;
  if (host === `admin.${baseDomain}`) return { kind: "admin", name: null };
  if (singleTenant !== null) return { kind: "tenant", name: { subdomain: singleTenant } };
  if (host === baseDomain || host === `www.${baseDomain}`) return { kind: "root", name: null };
  if (host === `api.${baseDomain}` || allowedHosts.includes(host)) return { kind: "api", name: null };
  const label = host.endsWith(`.${baseDomain}`) ? host.slice(0, -baseDomain.length - 1) : undefined;
  return { kind: "tenant", name: label === undefined ? { domain: host } : { subdomain: label } };
}

async function organizationFor(
  c: LexiaContext,
  kind: HostKind,
  name: Name | null,
): Promise<HostedOrganization | undefined> {
  const { directory } = c.get("deps").identity;
  if (name !== null && "subdomain" in name) {
    const organization = await directory.bySubdomain(name.subdomain);
    if (!organization) {
      throw unknownOrganization(`No active organization has the subdomain "${name.subdomain}"`);
    }
    return organization;
  }
  if (name !== null) {
    const organization = await directory.byDomain(name.domain);
    if (!organization) throw unknownOrganization(`The host "${name.domain}" is not one of LEXIA's`);
    return organization;
  }
  const id = c.req.header("x-organization-id");
  if (kind !== "api") return undefined;
  if (id === undefined) return await organizationOfKey(c);
  const organization = await directory.byId(id);
  if (!organization) throw unknownOrganization("X-Organization-ID names no active organization");
  return organization;
}

/** A program's key names its organization. What is wrong with one is remembered, as `session` does. */
async function organizationOfKey(c: LexiaContext): Promise<HostedOrganization | undefined> {
  const { deps: { identity }, address } = c.var;
  const token = bearerIn(c.req.header("authorization"));
  if (token === undefined || !looksLikeProgramKey(token)) return undefined;
  try {
    const key = await identity.programKeys.find(token, address);
    const organization = key && await identity.directory.byId(key.organizationId);
    if (!organization) throw new DomainError("token_invalid");
    return organization;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    c.set("credentialProblem", error);
    return undefined;
  }
}

function unknownOrganization(detail: string): DomainError {
  return new DomainError("organization_not_found", { detail });
}
