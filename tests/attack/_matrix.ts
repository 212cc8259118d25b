/** What the tenant matrix asks for, at which place, and what the contract says to that. */
import type { Permission } from "#domain/authz.ts";
import { type ApiDocument, type Operation, operationsOf } from "#tests/support/api_document.ts";
import { bodyFor, hasId, lacks, mayAskForProof } from "#tests/support/api_calls.ts";
import type { CanaryTenant } from "#tests/support/canary_tenants.ts";
import { type Installation, INSTALLATION_DOMAIN } from "#tests/support/installation.ts";
import type { Identity } from "./_identities.ts";

/** An operation of the document, an endpoint of SCIM, a page that takes an id, or a way in through a provider. */
export interface Target extends Operation {
  audience: "everybody" | "members" | "operators" | "directories" | "pages" | "providers";
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
  const others = installation.core.app.routes
    .map(({ method, path }) => ({
      method,
      path: path.replace(":name", "User").replace(/:(\w+)(\{[^/]*\})?/g, "{$1}"),
    }))
    .filter((route) => hasId(route) || (isForDirectories(route) && !route.path.includes("*")))
    .filter((route) => !known.has(`${route.method} ${route.path}`))
    .map((route): Target => ({
      ...route,
      title: `${route.method} ${route.path}`,
      responses: {},
      audience: isForDirectories(route) ? "directories" : isForProviders(route) ? "providers" : "pages",
      body: scimBody(route),
    }));
  return [...operations, ...new Map(others.map((target) => [target.title, target])).values()];
}

function isForDirectories({ path }: { path: string }): boolean {
  return path.startsWith("/scim/");
}

/** Providers send browsers there, with what proves itself: the session of whoever comes does not count. */
function isForProviders({ path }: { path: string }): boolean {
  return /^\/auth\/(oidc|saml)\//.test(path);
}

function scimBody({ method, path }: { method: string; path: string }): unknown {
  if (!isForDirectories({ path })) return undefined;
  if (method === "PATCH") {
    return { Operations: [{ op: "replace", path: "displayName", value: "Another name" }] };
  }
  if (method !== "POST" && method !== "PUT") return undefined;
  return path.includes("/Users")
    ? { userName: "new@company.test" }
    : { displayName: "Lawyers of the company" };
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
  if (audience === "providers") return PROVIDERS;
  if (audience === "pages") return pageContract(cell);
  if (audience === "directories") return directoryContract(cell);
  return names === "admin" ? adminContract(cell) : tenantContract(cell);
}

/** Back to the sign-in page, or nothing there: of the object that the matrix makes nobody is let in. */
const PROVIDERS = [302, 303, 400, 401, 403, 404, 422, 429, 503];

function directoryContract({ identity, target, idOf, place }: Cell): readonly (number | "taken")[] {
  const isHeard = identity.standing === "directory" && (place.names === "own" || place.names === "none");
  if (!isHeard) return [401];
  if (idOf === "none") return target.path.endsWith("/Schemas/User") ? [404] : ["taken"];
  return idOf === "own" ? ["taken"] : [404];
}

/** What pages that take an id ask for, by the beginning of their path; others ask for `update_solicitudes`. */
const PAGES_FOR = [
  ["/api-keys/", "api_access"],
  ["/webhooks/", "webhook_management"],
  ["/sso/", "update_org_settings"],
  ["/solicitudes/bulk/", "bulk_operations"],
  ["/reports/schedules/", "view_org_analytics"],
] as const;

/** Operators' pages are on their host alone: elsewhere there is nothing of that name. */
const OPERATORS_PAGES = /^\/(organizations|plan-requests|impersonations|queue)\/\{id\}/;

function operatorPageContract({ identity, place }: Cell): readonly (number | "taken")[] {
  if (place.names !== "admin") return [400, 404];
  return identity.standing === "operator" ? ["taken", 303, 400, 403, 404, 422] : [303, 400, 401, 403];
}

function pageContract(cell: Cell): readonly (number | "taken")[] {
  const { identity, target, idOf, place } = cell;
  if (OPERATORS_PAGES.test(target.path)) return operatorPageContract(cell);
  if (place.names === "none") return [404];
  const isAtHome = place.names === "own" && !place.name.startsWith("API") && identity.standing === "member";
  if (!isAtHome) return [303, 400, 401, 403, 404];
  // Pages are for people.
  if (identity.isKey) {
    // An address without a proper id may be no page at all.
    const without = idOf === "malformed" ? [403, 404] : [403];
    return target.path.startsWith("/security/passkeys/") ? [403, 404, 422] : without;
  }
  // A page says the same of what is not there, of no id and of another organization's. Moves end in a redirect.
  // A form without its fields is refused before anybody looks who asks, or for what.
  if (target.path.startsWith("/security/passkeys/")) return ["taken", 303, 403, 404, 422];
  if (target.path.startsWith("/team/")) return teamContract({ identity, target, idOf });
  const asked = PAGES_FOR.find(([beginning]) => target.path.startsWith(beginning))?.[1] ??
    "update_solicitudes";
  // Where nothing is chosen there is nothing to follow, and a form of settings without its fields is none.
  if (idOf === "own" && target.path.endsWith("/hits/follow")) return [303, 403, 422];
  const isForm = target.method === "POST";
  const refusals = isForm ? [422] : [];
  // A scheduled report is its maker's and the administrators'; a form that two may change asks for its version.
  if (idOf === "own" && target.path.startsWith("/reports/")) return ["taken", 303, 403, 404, ...refusals];
  if (idOf === "own") return ["taken", 303, 403, 412, ...refusals];
  // What is marked as read leads to the page of the case, which is then missing.
  if (target.path === "/solicitudes/{id}/read") return [303, 403, 404, ...refusals];
  return identity.held.has(asked) ? [404, ...refusals] : [403, 404, ...refusals];
}

/** A form of the team's pages without the version that it showed is refused, once it is known who asks and for whom. */
function teamContract(
  { identity, target, idOf }: Pick<Cell, "identity" | "target" | "idOf">,
): readonly (number | "taken")[] {
  const asked: Permission[] = target.path.startsWith("/team/invitations/")
    ? ["create_users"]
    : ["read_users", "update_users", "delete_users"];
  const mayAll = asked.every((permission) => identity.held.has(permission));
  if (idOf === "own") return ["taken", 303, 403, 422];
  return mayAll ? [404] : [403, 404];
}

/** Take whoever proves something, which nobody does with the example's password or code. */
const PROVE = ["POST /auth/confirm", "POST /auth/2fa/totp/confirm"];

/** The example names one address, which of several people made at once one has. */
const CONFIRMS_ADDRESS = "POST /api/v1/users/{id}/anonymize";

function adminContract({ identity, target, idOf }: Cell): readonly (number | "taken")[] {
  if (identity.standing !== "operator") return target.audience === "operators" ? [401] : [400, 401];
  if (PROVE.includes(target.title)) return [401, 409, 429];
  if (target.audience === "members") {
    if (!target.path.startsWith("/auth/")) return [400];
    return idOf === "missing" || idOf === "own" || idOf === "foreign"
      ? [404]
      : idOf === "malformed"
      ? [422]
      : ["taken"];
  }
  return idOf === "missing" ? [404] : idOf === "malformed" ? [422] : ["taken", 404];
}

function tenantContract(cell: Cell): readonly (number | "taken")[] {
  const { identity, target, idOf, place } = cell;
  if (identity.standing === "directory") return [401];
  if (identity.isKey) return keyContract(cell);
  if (place.names === "none") return target.audience === "operators" ? [401] : [400];
  if (identity.standing === "suspended") return place.names === "own" ? [401, 403] : [401];
  if (identity.standing !== "member" || place.names === "foreign") return [401];
  if (target.audience === "operators") return [403];
  if (PROVE.includes(target.title)) return [401, 409, 429];
  if (idOf === "malformed") return [422];
  if (lacks(target, identity.held)) return [403];
  if (idOf === "foreign" || idOf === "missing") return [404];
  if (target.title === CONFIRMS_ADDRESS) return ["taken", 422];
  // Another call may have ended it together with all others of that person.
  return target.title === "DELETE /auth/sessions/{id}" ? ["taken", 404] : ["taken"];
}

/** A key names its organization by itself, and does nothing that needs the person. */
function keyContract({ identity, target, idOf, place }: Cell): readonly (number | "taken")[] {
  if (place.names === "foreign") return [401];
  if (target.audience === "operators") return [403];
  if (target.path.startsWith("/auth/") && target.title !== "GET /auth/me") return [403];
  if (idOf === "malformed") return [422];
  if (lacks(target, identity.held)) return [403];
  const isOthers = idOf === "foreign" || idOf === "missing";
  if (mayAskForProof(target)) return isOthers ? [403, 404] : ["taken", 403];
  return isOthers ? [404] : ["taken"];
}

/** Whether the call may change something: it is answered in a round of its own. */
export function mayChange(cell: Cell): boolean {
  return contract(cell).includes("taken");
}
