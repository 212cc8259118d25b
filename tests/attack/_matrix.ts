/** What the tenant matrix asks for, at which place, and what the contract says to that. */
import { type ApiDocument, type Operation, operationsOf } from "#tests/support/api_document.ts";
import { bodyFor, hasId, lacks } from "#tests/support/api_calls.ts";
import type { CanaryTenant } from "#tests/support/canary_tenants.ts";
import { type Installation, INSTALLATION_DOMAIN } from "#tests/support/installation.ts";
import type { Identity } from "./_identities.ts";

/** An operation of the document, or a page that takes an id. */
export interface Target extends Operation {
  audience: "everybody" | "members" | "operators" | "pages";
  body?: unknown;
}

/** Each route of the app that is neither in the document nor a page which shows nothing of a tenant by id. */
export function targetsOf(installation: Installation, document: ApiDocument): Target[] {
  const operations = operationsOf(document).map((operation): Target => ({
    ...operation,
    audience: operation.security?.length === 0
      ? "everybody"
      : operation["x-role"] === undefined
      ? "members"
      : "operators",
    body: bodyFor(document, operation),
  }));
  const known = new Set(operations.map(({ title }) => title));
  const pages = installation.core.app.routes
    .map(({ method, path }) => ({ method, path: path.replace(/:(\w+)/g, "{$1}") }))
    .filter((route) => hasId(route) && !known.has(`${route.method} ${route.path}`))
    .map((route): Target => ({
      ...route,
      title: `${route.method} ${route.path}`,
      responses: {},
      audience: "pages",
    }));
  return [...operations, ...new Map(pages.map((page) => [page.title, page])).values()];
}

export type IdOf = "own" | "foreign" | "missing" | "malformed" | "none";

export function idsFor(target: Target): IdOf[] {
  return hasId(target) ? ["own", "foreign", "missing", "malformed"] : ["none"];
}

/** Which organization a request names: the caller's own, the other one, both at once, or none. */
export interface Place {
  name: string;
  names: "own" | "foreign" | "both" | "none" | "admin";
  host(own: CanaryTenant, other: CanaryTenant): string;
  headers?(own: CanaryTenant, other: CanaryTenant): Record<string, string>;
  /** Before the path, to make the request line absolute. */
  before?(own: CanaryTenant, other: CanaryTenant): string;
}

const API_HOST = `api.${INSTALLATION_DOMAIN}`;
const ID_HEADER = "X-Organization-ID";

export const PLACES: readonly Place[] = [
  { name: "own host", names: "own", host: (own) => own.host },
  { name: "foreign host", names: "foreign", host: (_, other) => other.host },
  {
    name: "own host, X-Organization-ID foreign",
    names: "own",
    host: (own) => own.host,
    headers: (_, other) => ({ [ID_HEADER]: other.organization.id }),
  },
  {
    name: "foreign host, X-Organization-ID own",
    names: "foreign",
    host: (_, other) => other.host,
    headers: (own) => ({ [ID_HEADER]: own.organization.id }),
  },
  {
    name: "own host, forwarding headers foreign",
    names: "own",
    host: (own) => own.host,
    headers: (_, { host }) => ({
      "X-Forwarded-Host": host,
      "X-Original-Host": host,
      "X-Host": host,
      "X-Forwarded-Server": host,
      "Forwarded": `for=192.0.2.1;host=${host};proto=https`,
      "X-Original-URL": `http://${host}/`,
      "X-Rewrite-URL": `http://${host}/`,
    }),
  },
  { name: "API host, id own", names: "own", host: () => API_HOST, headers: (own) => idHeader(own) },
  {
    name: "API host, id foreign",
    names: "foreign",
    host: () => API_HOST,
    headers: (_, other) => idHeader(other),
  },
  {
    name: "API host, both ids",
    names: "both",
    host: () => API_HOST,
    headers: (own, other) => ({ ...idHeader(own), [ID_HEADER.toLowerCase()]: other.organization.id }),
  },
  { name: "API host, no id", names: "none", host: () => API_HOST },
  {
    name: "absolute-form foreign, Host own",
    names: "both",
    host: (own) => own.host,
    before: (_, other) => `http://${other.host}`,
  },
  {
    name: "absolute-form own, Host foreign",
    names: "both",
    host: (_, other) => other.host,
    before: (own) => `http://${own.host}`,
  },
  {
    name: "absolute-form own, Host own",
    names: "own",
    host: (own) => own.host,
    before: ({ host }) => `http://${host}`,
  },
  {
    name: "two Host headers",
    names: "both",
    host: (own) => own.host,
    headers: (_, other) => ({ Host: other.host }),
  },
  { name: "admin host", names: "admin", host: () => `admin.${INSTALLATION_DOMAIN}` },
];

function idHeader({ organization }: CanaryTenant): Record<string, string> {
  return { [ID_HEADER]: organization.id };
}

export interface Cell {
  identity: Identity;
  target: Target;
  idOf: IdOf;
  place: Place;
}

/** The statuses that the contract allows; "taken" stands for 2xx, and 409 where the object's state forbids it. */
export function contract(cell: Cell): readonly (number | "taken")[] {
  const { target: { audience }, place: { names } } = cell;
  if (audience === "everybody") return ["taken", 400, 401, 403, 404, 422, 429];
  if (names === "both") return [400];
  if (audience === "pages") return pageContract(cell);
  return names === "admin" ? adminContract(cell) : tenantContract(cell);
}

function pageContract({ identity, idOf, place }: Cell): readonly (number | "taken")[] {
  if (place.names === "none") return [404];
  const isAtHome = place.names === "own" && !place.name.startsWith("API") && identity.standing === "member";
  if (!isAtHome) return [303, 400, 401, 403, 404];
  // A page says the same of what is not there, of no id and of another organization's. Moves end in a redirect.
  return idOf === "own" ? ["taken", 303, 403] : identity.held.has("update_solicitudes") ? [404] : [403, 404];
}

function adminContract({ identity, target, idOf }: Cell): readonly (number | "taken")[] {
  if (identity.standing !== "operator") return target.audience === "operators" ? [401] : [400, 401];
  if (target.audience === "members") return target.path.startsWith("/auth/") ? ["taken"] : [400];
  return idOf === "missing" ? [404] : idOf === "malformed" ? [422] : ["taken", 404];
}

function tenantContract({ identity, target, idOf, place }: Cell): readonly (number | "taken")[] {
  if (place.names === "none") return target.audience === "operators" ? [401] : [400];
  if (identity.standing === "suspended") return place.names === "own" ? [401, 403] : [401];
  if (identity.standing !== "member" || place.names === "foreign") return [401];
  if (target.audience === "operators") return [403];
  if (idOf === "malformed") return [422];
  if (lacks(target, identity.held)) return [403];
  return idOf === "foreign" || idOf === "missing" ? [404] : ["taken"];
}

/** Whether the call may change something: it is answered in a round of its own. */
export function mayChange(cell: Cell): boolean {
  return contract(cell).includes("taken");
}
