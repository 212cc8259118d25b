/** Requests to every operation that the API's own document describes, made of the document's own examples. */
import { ok } from "node:assert/strict";
import type { Permission } from "#domain/authz.ts";
import { PERMISSIONS } from "#domain/authz.ts";
import { type ErrorCode, ERRORS } from "#domain/errors.ts";
import { type ApiDocument, exampleOf, type Operation } from "./api_document.ts";
import { SMALL_PNG } from "./pictures.ts";

/** Runs one statement as a superuser. */
export type Query = (text: string, values: unknown[]) => Promise<unknown[][]>;

interface Owner {
  organizationId: string;
  userId: string;
}

/** What the `{id}` of a path names, by the path's beginning: how to make one in an organization. */
const OBJECTS: Readonly<Record<string, (query: Query, owner: Owner) => Promise<string>>> = {
  "/api/v1/solicitudes/": insertSolicitud,
  "/api/v1/api-keys/": insertApiKey,
  "/api/v1/organization/scim-tokens/": insertScimToken,
  "/api/v1/organization/scim-groups/": insertScimGroup,
  "/scim/v2/Users/": insertPerson,
  "/scim/v2/Groups/": insertScimGroup,
  "/api/v1/admin/organizations/": (_, { organizationId }) => Promise.resolve(organizationId),
  "/api/v1/admin/jobs/": insertBuriedJob,
  "/api/v1/users/{id}/anonymize": insertExampleMember,
  "/api/v1/users/": insertMember,
  "/api/v1/invitations/": insertInvitation,
  "/auth/sessions/": insertSession,
  "/api/v1/security/sessions/": insertSession,
  "/api/v1/organization/sso/": insertProvider,
  "/auth/oidc/": insertProvider,
  "/auth/saml/": insertProvider,
  "/api/v1/organization/domains/": insertDomain,
  "/api/v1/admin/impersonations/": insertImpersonation,
  "/auth/2fa/passkeys/": insertPasskey,
  "/api/v1/security/passkeys/": insertPasskey,
};

/** The id of an object, new where it can be, that the operation's path may name. */
export async function makeObject(operation: Operation, query: Query, owner: Owner): Promise<string> {
  const [, make] = Object.entries(OBJECTS).find(([prefix]) => operation.path.startsWith(prefix)) ?? [];
  ok(make, `${operation.title}: say in tests/support/api_calls.ts what its {id} names`);
  return await make(query, owner);
}

export function hasId({ path }: Pick<Operation, "path">): boolean {
  return path.includes("{id}");
}

export function pathFor(operation: Operation, id: string): string {
  const path = operation.path.replace("{id}", encodeURIComponent(id)).replace("{token}", TOKEN_OF_NOBODY);
  ok(!path.includes("{"), `${operation.title}: only {id} and {token} are known`);
  return path;
}

/** Who holds a token is known by it: no token is anybody else's. */
const TOKEN_OF_NOBODY = `lxi_${"A".repeat(43)}`;

/** The body of the document's example, or a picture where it wants one; undefined for an operation without. */
export function bodyFor(document: ApiDocument, operation: Operation): unknown {
  if (!operation.requestBody) return undefined;
  const content = operation.requestBody.content["application/json"];
  if (operation.requestBody.content["image/png"]) return SMALL_PNG;
  const example = content && exampleOf(document, content);
  ok(example !== undefined, `${operation.title}: give its body an example`);
  return example;
}

/** The code with which it says that there is no such thing, as its own document has it. */
export function missingCode(operation: Operation): ErrorCode {
  const [, code = ""] = /`(\w+)`/.exec(operation.responses[404]?.description ?? "") ?? [];
  ok(Object.hasOwn(ERRORS, code), `${operation.title}: declare what it answers to an unknown id`);
  // The line above looked it up.
  return code as ErrorCode;
}

/** Whether it may ask for a fresh proof of who somebody is, which a program's key cannot give. */
export function mayAskForProof(operation: Operation): boolean {
  return operation.responses[403]?.description.includes("`fresh_proof_required`") ?? false;
}

/** Whether the operation asks for a permission that none of those is. */
export function lacks(operation: Operation, held: ReadonlySet<Permission>): boolean {
  const wanted = operation["x-permissions"] ?? [];
  return wanted.length > 0 &&
    !wanted.some((name) => PERMISSIONS.some((known) => known === name && held.has(known)));
}

/** A body as it goes over the wire: JSON, unless it is a picture. */
export function encodedBody(body: unknown): { type: string; payload: string | Uint8Array<ArrayBuffer> } {
  return body instanceof Uint8Array
    ? { type: "image/png", payload: new Uint8Array(body) }
    : { type: "application/json", payload: JSON.stringify(body) };
}

let serial = 0;

async function insertSolicitud(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const radicado = `1100140030822017${String(++serial).padStart(5, "0")}00`;
  const [row] = await query(
    `insert into solicitudes (organization_id, owner_id, radicado, search_text, notify)
     values ($1, $2, $3::text, $3::text, '{"email": true, "when": "change", "muted": false}') returning id`,
    [organizationId, userId, radicado],
  );
  return String(row?.[0]);
}

async function insertApiKey(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into api_keys (organization_id, name, prefix, key_hash, scopes, created_by)
     values ($1, 'Robot', 'lexia_00000000', $2, '["api_access"]', $3) returning id`,
    [organizationId, randomHash(), userId],
  );
  return String(row?.[0]);
}

async function insertScimToken(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into scim_tokens (organization_id, name, prefix, token_hash, created_by)
     values ($1, 'Directory', 'lexia_scim_00000000', $2, $3) returning id`,
    [organizationId, randomHash(), userId],
  );
  return String(row?.[0]);
}

async function insertScimGroup(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    "insert into scim_groups (organization_id, display_name) values ($1, $2) returning id",
    [organizationId, `Group ${crypto.randomUUID()}`],
  );
  return String(row?.[0]);
}

async function insertPerson(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    "insert into users (organization_id, email, name) values ($1, $2, 'A person') returning id",
    [organizationId, `person-${crypto.randomUUID()}@people.test`],
  );
  await query("insert into organization_users (organization_id, user_id, role) values ($1, $2, 'viewer')", [
    organizationId,
    row?.[0],
  ]);
  await insertSession(query, { organizationId, userId: String(row?.[0]) });
  return String(row?.[0]);
}

function randomHash(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}

async function insertBuriedJob(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into jobs (organization_id, task, payload, lane, max_attempts, status, finished_at, last_error)
     values ($1, 'solicitud.execute', '{}', 0, 6, 'buried', now(), 'workers_lost') returning id`,
    [organizationId],
  );
  return String(row?.[0]);
}

async function insertMember(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    `with made as (
       insert into users (organization_id, email, name)
       values ($1, 'made-' || gen_random_uuid() || '@people.test', 'Somebody') returning id
     )
     insert into organization_users (organization_id, user_id, role) select $1, id, 'viewer' from made
     returning user_id`,
    [organizationId],
  );
  const userId = String(row?.[0]);
  await insertSession(query, { organizationId, userId });
  return userId;
}

/**
 * The address that the document's example confirms, which an earlier one of the same organization loses. Of several that
 * are made at once one keeps it.
 */
async function insertExampleMember(query: Query, owner: Owner): Promise<string> {
  const id = await insertMember(query, owner);
  await query(
    `update users set email = case when id = $1 then 'ana@acme.example' else id::text || email end
     where organization_id = $2 and (id = $1 or email = 'ana@acme.example')
       and pg_try_advisory_xact_lock(hashtext($2::text))`,
    [id, owner.organizationId],
  ).catch(() => {});
  return id;
}

async function insertInvitation(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into invitations (organization_id, email, role, token_hash, expires_at)
     values ($1, 'made-' || gen_random_uuid() || '@people.test', 'user', $2, now() + interval '7 days')
     returning id`,
    [organizationId, crypto.randomUUID().replaceAll("-", "").repeat(2)],
  );
  return String(row?.[0]);
}

async function insertSession(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into sessions (organization_id, user_id, kind, expires_at)
     values ($1, $2, 'token', now() + interval '1 hour') returning id`,
    [organizationId, userId],
  );
  return String(row?.[0]);
}

async function insertImpersonation(query: Query, { organizationId }: Owner): Promise<string> {
  const userId = await insertMember(query, { organizationId, userId: "" });
  const [row] = await query(
    `insert into impersonations (organization_id, user_id, operator_id, reason, expires_at)
     values ($1, $2, gen_random_uuid(), 'Support', now() + interval '1 hour') returning id`,
    [organizationId, userId],
  );
  return String(row?.[0]);
}

async function insertProvider(query: Query, { organizationId }: Owner): Promise<string> {
  const settings = {
    urls: ["ldaps://127.0.0.1:1"],
    bind_dn: "cn=lexia,dc=acme,dc=example",
    base_dn: "dc=acme,dc=example",
  };
  const [row] = await query(
    "insert into identity_providers (organization_id, kind, name, settings) values ($1, 'ldap', 'Directory', $2) returning id",
    [organizationId, JSON.stringify(settings)],
  );
  return String(row?.[0]);
}

async function insertDomain(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    "insert into custom_domains (organization_id, domain, challenge) values ($1, $2, 'lexia-verify=a') returning id",
    [organizationId, `casos-${++serial}.bufete.co`],
  );
  return String(row?.[0]);
}

/** Their sessions have given it: who has one is asked for it. */
async function insertPasskey(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into passkeys (organization_id, user_id, credential_id, public_key, name)
     values ($1, $2, 'made-' || gen_random_uuid(), 'pQECAyYgASFYIA', 'Made') returning id`,
    [organizationId, userId],
  );
  await query("update sessions set second_factor_at = now() where user_id = $1", [userId]);
  return String(row?.[0]);
}
