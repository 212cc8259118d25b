/** What the `{id}` of a path may name: how to make one, in an organization. */
import { ok } from "node:assert/strict";
import type { Operation } from "./api_document.ts";

/** Runs one statement as a superuser. */
export type Query = (text: string, values: unknown[]) => Promise<unknown[][]>;

interface Owner {
  organizationId: string;
  userId: string;
}

/** What the `{id}` of a path names, by the path's beginning: how to make one in an organization. */
const OBJECTS: Readonly<Record<string, (query: Query, owner: Owner) => Promise<string>>> = {
  "/api/v1/solicitudes/bulk/": insertUpload,
  "/api/v1/solicitudes/views/": insertSavedView,
  "/api/v1/solicitudes/": insertSolicitud,
  "/api/v1/novedades/": insertNovedad,
  "/api/v1/exports/": insertExport,
  "/api/v1/analytics/reports/": insertReport,
  "/api/v1/reports/schedules/": insertReport,
  "/api/v1/notifications/": insertNotification,
  "/api/v1/feed/": insertNotification,
  "/api/v1/api-keys/": insertApiKey,
  "/api/v1/webhooks/deliveries/": insertWebhookDelivery,
  "/api/v1/webhooks/": insertWebhook,
  "/api/v1/organization/scim-tokens/": insertScimToken,
  "/api/v1/organization/scim-groups/": insertScimGroup,
  "/api/v1/terms/closures/": insertClosure,
  "/scim/v2/Users/": insertPerson,
  "/scim/v2/Groups/": insertScimGroup,
  "/api/v1/admin/organizations/": (_, { organizationId }) => Promise.resolve(organizationId),
  "/api/v1/organizations/": (_, { organizationId }) => Promise.resolve(organizationId),
  "/api/v1/admin/jobs/": insertBuriedJob,
  "/api/v1/queue/": insertBuriedJob,
  "/api/v1/admin/plan-requests/": insertPlanRequest,
  "/api/v1/plan-requests/": insertPlanRequest,
  "/api/v1/users/{id}/anonymize": insertExampleMember,
  "/api/v1/users/": insertMember,
  "/api/v1/invitations/": insertInvitation,
  "/api/v1/team/invitations/": insertInvitation,
  "/api/v1/team/": insertMember,
  "/auth/sessions/": insertSession,
  "/api/v1/security/sessions/": insertSession,
  "/api/v1/organization/sso/": insertProvider,
  "/api/v1/sso/": insertProvider,
  "/auth/oidc/": insertProvider,
  "/auth/saml/": insertProvider,
  "/api/v1/organization/domains/": insertDomain,
  "/api/v1/admin/impersonations/": insertImpersonation,
  "/api/v1/impersonations/": insertImpersonation,
  "/auth/2fa/passkeys/": insertPasskey,
  "/api/v1/security/passkeys/": insertPasskey,
};

/** The id of an object, new where it can be, that the operation's path may name. */
export async function makeObject(operation: Operation, query: Query, owner: Owner): Promise<string> {
  const [, make] = Object.entries(OBJECTS).find(([prefix]) => operation.path.startsWith(prefix)) ?? [];
  ok(make, `${operation.title}: say in tests/support/named_objects.ts what its {id} names`);
  return await make(query, owner);
}

let serial = 0;

export function newRadicado(): string {
  return `1100140030822017${String(++serial).padStart(5, "0")}00`;
}

async function insertUpload(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into bulk_uploads (organization_id, user_id, file_name, kind, status, frequency, notify)
     values ($1, $2, 'casos.csv', 'csv', 'processing', 'daily', '{"email": true, "when": "change", "muted": false}')
     returning id`,
    [organizationId, userId],
  );
  return String(row?.[0]);
}

/** With a note on it. */
async function insertSolicitud(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const radicado = newRadicado();
  const [row] = await query(
    `with s as (
       insert into solicitudes (organization_id, owner_id, radicado, search_text, notify)
       values ($1, $2, $3::text, $3::text, '{"email": true, "when": "change", "muted": false}')
       returning id, organization_id, owner_id
     )
     insert into solicitud_notes (organization_id, solicitud_id, author_id, text)
     select organization_id, id, owner_id, 'Llamar' from s returning solicitud_id`,
    [organizationId, userId, radicado],
  );
  return String(row?.[0]);
}

async function insertNovedad(query: Query, owner: Owner): Promise<string> {
  const solicitud = await insertSolicitud(query, owner);
  const [row] = await query(
    `with s as (select organization_id, radicado from solicitudes where id = $1),
     p as (
       insert into procesos (organization_id, source, id_proceso, radicado, first_seen_at, last_verified_at, raw)
       select organization_id, 'cpnu', $2, radicado, now(), now(), '{}' from s
       returning id, organization_id, radicado
     ), n as (
       insert into novedades (organization_id, kind, key, proceso_id, radicado, severity, detail, detected_at,
         news_at, execution_id, search_text)
       select organization_id, 'proceso_added', 'proceso_added:' || id, id, radicado, 'high',
         '{"before": null, "after": {}}', '2026-11-27', '2026-11-27', gen_random_uuid(), 'juzgado' from p
       returning id, organization_id, proceso_id, radicado, detected_at
     )
     insert into novedad_cases (organization_id, novedad_id, proceso_id, radicado, detected_at, found_at,
       execution_id)
     select organization_id, id, proceso_id, radicado, detected_at, detected_at, gen_random_uuid() from n
     returning novedad_id`,
    [solicitud, ++serial],
  );
  return String(row?.[0]);
}

/** It is still to be made. */
async function insertExport(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into exports (organization_id, user_id, allowed, what, format, filters)
     values ($1, $2, '[]', 'novedades', 'xlsx', '{}') returning id`,
    [organizationId, userId],
  );
  return String(row?.[0]);
}

async function insertReport(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into scheduled_reports (organization_id, name, what, format, every, recipients, next_run_at)
     values ($1, 'Lunes', 'novedades', 'pdf', 'week', jsonb_build_array($2::text), now() + interval '7 days')
     returning id`,
    [organizationId, userId],
  );
  return String(row?.[0]);
}

async function insertSavedView(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    "insert into saved_views (organization_id, user_id, name, query) values ($1, $2, $3, 'unread=1') returning id",
    [organizationId, userId, `Vista ${++serial}`],
  );
  return String(row?.[0]);
}

async function insertNotification(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `with e as (
       insert into events (organization_id, type, data, occurred_at)
       values ($1, 'quota.warning', '{}', now()) returning id, organization_id, type
     )
     insert into notifications (organization_id, user_id, event_id, type, position, mail)
     select organization_id, $2, id, type, $3, 'none' from e returning id`,
    [organizationId, userId, ++serial],
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

async function insertClosure(query: Query, { organizationId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into court_closures (organization_id, name, starts_on, ends_on)
     values ($1, 'Cierre', '2026-12-01', '2026-12-04') returning id`,
    [organizationId],
  );
  return String(row?.[0]);
}

/** Its name is nobody's, and its secret cannot be opened: nothing is sent there. */
async function insertWebhook(query: Query, { organizationId, userId }: Owner): Promise<string> {
  const [row] = await query(
    `insert into webhook_endpoints (organization_id, url, events, secret, created_by)
     values ($1, 'https://hooks.nobody.invalid/lexia', '["novedad.created"]', 'v1.sealed', $2) returning id`,
    [organizationId, userId],
  );
  return String(row?.[0]);
}

async function insertWebhookDelivery(query: Query, owner: Owner): Promise<string> {
  const [row] = await query(
    `insert into webhook_deliveries
       (organization_id, endpoint_id, event_id, event_type, body, status, is_queued, next_attempt_at)
     values ($1, $2, gen_random_uuid(), 'novedad.created', '{}', 'failed', false, null) returning id`,
    [owner.organizationId, await insertWebhook(query, owner)],
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

/** An organization has one at a time that waits. */
async function insertPlanRequest(query: Query, owner: Owner): Promise<string> {
  const { organizationId } = owner;
  const userId = await insertMember(query, owner);
  const [row] = await query(
    `insert into plan_requests (organization_id, requested_by, from_plan, plan) values ($1, $2, 'free', 'pro')
     on conflict (organization_id) where status = 'pending' do update set plan = excluded.plan returning id`,
    [organizationId, userId],
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
