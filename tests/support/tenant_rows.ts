/** One row for every table that belongs to a tenant: what the proof of the tenant wall works with. */

export type Row = Record<string, unknown>;

/** The keys that an organization's rows point to each other with. */
export interface TenantIds {
  organization: string;
  user: string;
  /** A user without a membership. */
  spareUser: string;
  session: string;
  solicitud: string;
  event: string;
  proceso: string;
  novedad: string;
  provider: string;
  group: string;
  webhook: string;
  delivery: string;
  bulk: string;
}

export function newTenantIds(): TenantIds {
  const id = () => crypto.randomUUID();
  return {
    organization: id(),
    user: id(),
    spareUser: id(),
    session: id(),
    solicitud: id(),
    event: id(),
    proceso: id(),
    novedad: id(),
    provider: id(),
    group: id(),
    webhook: id(),
    delivery: id(),
    bulk: id(),
  };
}

const NOW = "2026-11-23T12:00:00Z";

/** In an order in which they can be inserted. Apart from ids and token hashes, two organizations' rows are alike. */
export function tenantRows(ids: TenantIds): [table: string, row: Row][] {
  const own = { organization_id: ids.organization };
  return [
    ["users", { ...own, id: ids.user, email: "ana@example.com", name: "Ana", password_hash: "$argon2id$…" }],
    ["users", { ...own, id: ids.spareUser, email: "eva@example.com", name: "Eva" }],
    ["organization_users", { ...own, user_id: ids.user, role: "admin" }],
    ["sessions", {
      ...own,
      id: ids.session,
      user_id: ids.user,
      kind: "token",
      token_hash: hash(),
      expires_at: NOW,
    }],
    ["refresh_tokens", { ...own, session_id: ids.session, token_hash: hash(), expires_at: NOW }],
    ["organization_settings", { ...own, locale: "es" }],
    ["totp_secrets", { ...own, user_id: ids.user, secret: "v1.sealed" }],
    ["recovery_codes", { ...own, user_id: ids.user, code_hash: hash() }],
    ["passkeys", { ...own, user_id: ids.user, credential_id: hash(), public_key: "key", name: "Phone" }],
    ["one_time_tokens", {
      ...own,
      user_id: ids.user,
      purpose: "password_reset",
      token_hash: hash(),
      expires_at: NOW,
    }],
    ["invitations", {
      ...own,
      email: "new@example.com",
      role: "user",
      token_hash: hash(),
      expires_at: NOW,
    }],
    ["api_keys", {
      ...own,
      name: "Robot",
      prefix: "lexia_abcdef",
      key_hash: hash(),
      scopes: JSON.stringify([]),
      created_by: ids.user,
    }],
    ["identity_providers", {
      ...own,
      id: ids.provider,
      kind: "oidc",
      name: "Company",
      settings: JSON.stringify({ issuer: "https://login.example.com", client_id: "lexia" }),
    }],
    ["external_identities", { ...own, provider_id: ids.provider, user_id: ids.user, subject: "ana" }],
    ["used_assertions", { ...own, provider_id: ids.provider, assertion_id: "a", expires_at: NOW }],
    ["scim_tokens", { ...own, name: "Directory", prefix: "lexia_scim_a", token_hash: hash() }],
    ["scim_groups", { ...own, id: ids.group, display_name: "Lawyers" }],
    ["scim_group_members", { ...own, group_id: ids.group, user_id: ids.user }],
    ["custom_domains", { ...own, domain: "casos.example.com", challenge: "lexia-verify=a" }],
    ["legal_acceptances", { ...own, user_id: ids.user, document: "terms", version: "1" }],
    ["impersonations", {
      ...own,
      user_id: ids.user,
      operator_id: crypto.randomUUID(),
      reason: "Support",
      expires_at: NOW,
    }],
    ["idempotency_keys", { ...own, user_id: ids.user, key: "key", fingerprint: "0".repeat(64) }],
    ["bulk_uploads", {
      ...own,
      id: ids.bulk,
      user_id: ids.user,
      file_name: "casos.csv",
      kind: "csv",
      frequency: "dynamic",
      notify: { email: true, when: "change", muted: false },
    }],
    ["bulk_errors", { ...own, bulk_id: ids.bulk, ordinal: 1, line: 2, code: "radicado_missing", value: "" }],
    ["solicitudes", {
      ...own,
      id: ids.solicitud,
      owner_id: ids.user,
      radicado: "11001310300620230062300",
      notify: { email: true, when: "change", muted: false },
    }],
    ["search_hits", {
      ...own,
      solicitud_id: ids.solicitud,
      id_proceso: 987654323,
      radicado: "11001310300620230062300",
      is_private: false,
      first_seen_at: NOW,
      last_seen_at: NOW,
    }],
    ["executions", {
      ...own,
      solicitud_id: ids.solicitud,
      job_id: crypto.randomUUID(),
      attempt: 1,
      trigger: "created",
      source: "cpnu",
      started_at: NOW,
    }],
    ["events", {
      ...own,
      id: ids.event,
      type: "solicitud.completed",
      solicitud_id: ids.solicitud,
      data: {},
      occurred_at: NOW,
    }],
    ["notifications", {
      ...own,
      user_id: ids.user,
      event_id: ids.event,
      type: "solicitud.completed",
      position: 1,
      mail: "none",
    }],
    ["notification_preferences", { ...own, user_id: ids.user }],
    ["notification_digests", { ...own, user_id: ids.user, way: "daily", slot_at: NOW }],
    ["court_closures", { ...own, name: "Cierre", starts_on: "2026-11-26", ends_on: "2026-11-27" }],
    ["webhook_endpoints", {
      ...own,
      id: ids.webhook,
      url: "https://hooks.example.com/lexia",
      events: JSON.stringify(["novedad.created"]),
      secret: "v1.sealed",
    }],
    ["webhook_deliveries", {
      ...own,
      id: ids.delivery,
      endpoint_id: ids.webhook,
      event_id: crypto.randomUUID(),
      event_type: "novedad.created",
      body: "{}",
    }],
    ["webhook_attempts", {
      ...own,
      delivery_id: ids.delivery,
      attempt: 1,
      started_at: NOW,
      duration_ms: 1,
      status: 200,
    }],
    ["webhook_days", { ...own, day: "2026-11-23" }],
    ["procesos", {
      ...own,
      id: ids.proceso,
      source: "cpnu",
      id_proceso: 1,
      radicado: "11001310300620230062300",
      first_seen_at: NOW,
      last_verified_at: NOW,
      raw: {},
    }],
    ["sujetos", {
      ...own,
      proceso_id: ids.proceso,
      id_reg_sujeto: 1,
      tipo_sujeto: "Demandante",
      name: "Ana",
      first_seen_at: NOW,
      raw: {},
    }],
    ["actuaciones", {
      ...own,
      proceso_id: ids.proceso,
      id_reg_actuacion: 1,
      cons_actuacion: 1,
      actuacion: "Auto",
      filed_on: "2026-11-23",
      content_hash: "0".repeat(64),
      is_baseline: true,
      first_seen_at: NOW,
      raw: {},
    }],
    ["novedades", {
      ...own,
      id: ids.novedad,
      kind: "proceso_added",
      key: "proceso_added:1",
      proceso_id: ids.proceso,
      radicado: "11001310300620230062300",
      severity: "high",
      detail: {},
      detected_at: NOW,
      news_at: NOW,
      execution_id: crypto.randomUUID(),
      search_text: "juzgado",
    }],
    ["novedad_cases", {
      ...own,
      novedad_id: ids.novedad,
      proceso_id: ids.proceso,
      radicado: "11001310300620230062300",
      detected_at: NOW,
      found_at: NOW,
      execution_id: crypto.randomUUID(),
    }],
    ["novedad_reads", { ...own, novedad_id: ids.novedad, user_id: ids.user, read_at: NOW }],
    ["novedad_notes", { ...own, novedad_id: ids.novedad, author_id: ids.user, text: "Llamar" }],
    ["solicitud_notes", { ...own, solicitud_id: ids.solicitud, author_id: ids.user, text: "Llamar" }],
    ["saved_views", { ...own, user_id: ids.user, name: "Mañana", query: "unread=1" }],
    ["severity_rules", { ...own, rules: JSON.stringify([]), updated_by: ids.user }],
    ["usage_months", { ...own, month: "2026-11" }],
    ["usage_days", { ...own, day: "2026-11-23" }],
    ["analytics_days", { ...own, day: "2026-11-23", measure: "run_result", label: "found", count: 1 }],
    ["exports", {
      ...own,
      user_id: ids.user,
      allowed: JSON.stringify(["read_all_solicitudes"]),
      what: "novedades",
      format: "xlsx",
      filters: {},
    }],
    ["scheduled_reports", {
      ...own,
      name: "Lunes",
      what: "novedades",
      format: "pdf",
      every: "week",
      recipients: JSON.stringify([ids.user]),
      // The clock makes nothing of it.
      is_active: false,
      next_run_at: NOW,
    }],
    ["radicado_reads", {
      ...own,
      source: "cpnu",
      radicado: "11001310300620230062300",
      fingerprint: "1:2026-11-23:false",
      changed_at: NOW,
      checked_at: NOW,
      news_read_at: NOW,
      detail_read_at: NOW,
      all_read_at: NOW,
    }],
    ["plan_requests", { ...own, requested_by: ids.user, from_plan: "free", plan: "pro", status: "declined" }],
    ["jobs", { ...own, task: "solicitud.execute", key: "key", payload: {}, lane: 0, max_attempts: 5 }],
    ["audit_log", { ...own, action: "solicitud.create" }],
  ];
}

/** Another row of the same organization, with the same parents and keys of its own. */
export function anotherRow(table: string, ids: TenantIds): Row {
  const found = tenantRows(ids).find(([name]) => name === table);
  if (!found) throw new Error(`No row for the table "${table}": add one to tests/support/tenant_rows.ts`);
  const row = { ...found[1] };
  if ("id" in row) row.id = crypto.randomUUID();
  return { ...row, ...ANOTHER[table]?.(ids) };
}

const ANOTHER: Record<string, (ids: TenantIds) => Row> = {
  users: () => ({ email: "luz@example.com" }),
  organization_users: (ids) => ({ user_id: ids.spareUser }),
  totp_secrets: (ids) => ({ user_id: ids.spareUser }),
  invitations: () => ({ email: "newer@example.com" }),
  external_identities: (ids) => ({ subject: "eva", user_id: ids.spareUser }),
  used_assertions: () => ({ assertion_id: "another" }),
  scim_groups: () => ({ display_name: "Another" }),
  scim_group_members: (ids) => ({ user_id: ids.spareUser }),
  custom_domains: () => ({ domain: "another.example.com" }),
  idempotency_keys: () => ({ key: "another" }),
  bulk_errors: () => ({ ordinal: 2 }),
  solicitudes: () => ({ radicado: "11001310300620230062301" }),
  search_hits: () => ({ id_proceso: 2 }),
  procesos: () => ({ id_proceso: 2 }),
  sujetos: () => ({ id_reg_sujeto: 2 }),
  actuaciones: () => ({ id_reg_actuacion: 2 }),
  novedades: () => ({ key: "proceso_added:2" }),
  novedad_cases: () => ({ radicado: "11001310300620230062301" }),
  novedad_reads: (ids) => ({ user_id: ids.spareUser }),
  notifications: (ids) => ({ user_id: ids.spareUser }),
  notification_preferences: (ids) => ({ user_id: ids.spareUser }),
  notification_digests: () => ({ way: "weekly" }),
  saved_views: () => ({ name: "Tarde" }),
  usage_months: () => ({ month: "2026-12" }),
  usage_days: () => ({ day: "2026-11-24" }),
  analytics_days: () => ({ day: "2026-11-24" }),
  radicado_reads: () => ({ radicado: "11001310300620230062301" }),
  webhook_days: () => ({ day: "2026-11-24" }),
  jobs: () => ({ key: "another" }),
};

function hash(): string {
  return crypto.randomUUID().replaceAll("-", "").repeat(2);
}
