/**
 * Who may do what with which table. Row-level security then narrows this to rows; see the policies beside each table.
 * Nobody but the owner may truncate, and nobody may change or remove what the audit log says.
 */
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { actuaciones } from "./schema/actuaciones.ts";
import { analyticsDays, portalAnswers } from "./schema/analytics.ts";
import { apiKeys } from "./schema/api_keys.ts";
import { auditLog } from "./schema/audit_log.ts";
import { auditSeals } from "./schema/audit_seals.ts";
import { calendarRules, courtClosures } from "./schema/calendar_rules.ts";
import { bulkErrors, bulkUploads } from "./schema/bulk_uploads.ts";
import { customDomains } from "./schema/custom_domains.ts";
import { despachoLists } from "./schema/despacho_lists.ts";
import { events } from "./schema/events.ts";
import { executions } from "./schema/executions.ts";
import { exportFiles } from "./schema/exports.ts";
import { idempotencyKeys } from "./schema/idempotency_keys.ts";
import { externalIdentities, identityProviders, usedAssertions } from "./schema/identity_providers.ts";
import { impersonations } from "./schema/impersonations.ts";
import { invitations } from "./schema/invitations.ts";
import { jobs } from "./schema/jobs.ts";
import { legalAcceptances } from "./schema/legal_acceptances.ts";
import { notificationDigests, notificationPreferences, notifications } from "./schema/notifications.ts";
import { novedadCases, novedades, novedadNotes, novedadReads } from "./schema/novedades.ts";
import { oneTimeTokens } from "./schema/one_time_tokens.ts";
import { organizationSettings } from "./schema/organization_settings.ts";
import { organizations } from "./schema/organizations.ts";
import { organizationUsers } from "./schema/organization_users.ts";
import { procesos } from "./schema/procesos.ts";
import { scimGroupMembers, scimGroups, scimTokens } from "./schema/scim.ts";
import { scheduledReports } from "./schema/scheduled_reports.ts";
import { passkeys, recoveryCodes, totpSecrets } from "./schema/second_factors.ts";
import { refreshTokens, sessions } from "./schema/sessions.ts";
import { signingKeys } from "./schema/signing_keys.ts";
import { severityRules } from "./schema/severity_rules.ts";
import { savedViews } from "./schema/saved_views.ts";
import { solicitudes } from "./schema/solicitudes.ts";
import { searchHits } from "./schema/search_hits.ts";
import { solicitudNotes } from "./schema/solicitud_notes.ts";
import { sujetos } from "./schema/sujetos.ts";
import { usageMonths } from "./schema/usage_months.ts";
import { platformAdmins, users } from "./schema/users.ts";
import { planRequests } from "./schema/plan_requests.ts";
import { portalDays } from "./schema/portal_days.ts";
import { radicadoReads } from "./schema/radicado_reads.ts";
import { usageDays } from "./schema/usage_days.ts";
import { webhookAttempts, webhookDays, webhookDeliveries, webhookEndpoints } from "./schema/webhooks.ts";

type Access = "none" | "read" | "append" | "write";

interface TableRule {
  table: PgTable;
  /** For `lexia_app` and `lexia_platform`. */
  app: Access;
  platform: Access;
  /** For `lexia_readonly`: every column but the secret ones, or none. */
  readonly: "none" | { secrets: string[] };
}

const OPEN = { secrets: [] };

export const TABLE_RULES: readonly TableRule[] = [
  { table: organizations, app: "read", platform: "write", readonly: OPEN },
  { table: users, app: "write", platform: "write", readonly: { secrets: ["password_hash"] } },
  { table: organizationUsers, app: "write", platform: "write", readonly: OPEN },
  { table: sessions, app: "write", platform: "write", readonly: { secrets: ["token_hash"] } },
  { table: refreshTokens, app: "write", platform: "write", readonly: "none" },
  { table: organizationSettings, app: "write", platform: "write", readonly: OPEN },
  { table: totpSecrets, app: "write", platform: "write", readonly: "none" },
  { table: recoveryCodes, app: "write", platform: "write", readonly: "none" },
  { table: passkeys, app: "write", platform: "write", readonly: "none" },
  { table: oneTimeTokens, app: "write", platform: "write", readonly: "none" },
  { table: invitations, app: "write", platform: "write", readonly: { secrets: ["token_hash"] } },
  { table: apiKeys, app: "write", platform: "write", readonly: { secrets: ["key_hash"] } },
  { table: identityProviders, app: "write", platform: "write", readonly: "none" },
  { table: externalIdentities, app: "write", platform: "write", readonly: OPEN },
  { table: usedAssertions, app: "write", platform: "write", readonly: "none" },
  { table: scimTokens, app: "write", platform: "write", readonly: { secrets: ["token_hash"] } },
  { table: scimGroups, app: "write", platform: "write", readonly: OPEN },
  { table: scimGroupMembers, app: "write", platform: "write", readonly: OPEN },
  { table: customDomains, app: "write", platform: "write", readonly: OPEN },
  { table: legalAcceptances, app: "append", platform: "append", readonly: OPEN },
  { table: impersonations, app: "write", platform: "write", readonly: OPEN },
  { table: idempotencyKeys, app: "write", platform: "write", readonly: "none" },
  { table: bulkUploads, app: "write", platform: "write", readonly: OPEN },
  { table: bulkErrors, app: "write", platform: "write", readonly: OPEN },
  { table: solicitudes, app: "write", platform: "write", readonly: OPEN },
  { table: events, app: "write", platform: "write", readonly: OPEN },
  {
    table: webhookEndpoints,
    app: "write",
    platform: "write",
    readonly: { secrets: ["url", "secret", "previous_secret"] },
  },
  { table: webhookDeliveries, app: "write", platform: "write", readonly: OPEN },
  { table: webhookAttempts, app: "write", platform: "write", readonly: OPEN },
  { table: webhookDays, app: "write", platform: "write", readonly: OPEN },
  { table: searchHits, app: "write", platform: "write", readonly: OPEN },
  { table: despachoLists, app: "none", platform: "write", readonly: "none" },
  { table: executions, app: "write", platform: "write", readonly: OPEN },
  { table: procesos, app: "write", platform: "write", readonly: OPEN },
  { table: sujetos, app: "write", platform: "write", readonly: OPEN },
  { table: actuaciones, app: "write", platform: "write", readonly: OPEN },
  { table: calendarRules, app: "none", platform: "write", readonly: "none" },
  { table: courtClosures, app: "write", platform: "write", readonly: OPEN },
  { table: novedades, app: "write", platform: "write", readonly: OPEN },
  { table: novedadCases, app: "write", platform: "write", readonly: OPEN },
  { table: novedadReads, app: "write", platform: "write", readonly: OPEN },
  { table: novedadNotes, app: "write", platform: "write", readonly: OPEN },
  { table: solicitudNotes, app: "write", platform: "write", readonly: OPEN },
  { table: notifications, app: "write", platform: "write", readonly: OPEN },
  { table: notificationPreferences, app: "write", platform: "write", readonly: OPEN },
  { table: notificationDigests, app: "write", platform: "write", readonly: OPEN },
  { table: severityRules, app: "write", platform: "write", readonly: OPEN },
  { table: savedViews, app: "write", platform: "write", readonly: OPEN },
  { table: usageMonths, app: "write", platform: "write", readonly: OPEN },
  { table: usageDays, app: "write", platform: "write", readonly: OPEN },
  { table: analyticsDays, app: "write", platform: "write", readonly: OPEN },
  { table: portalAnswers, app: "none", platform: "write", readonly: "none" },
  { table: exportFiles, app: "write", platform: "write", readonly: OPEN },
  { table: scheduledReports, app: "write", platform: "write", readonly: OPEN },
  { table: radicadoReads, app: "write", platform: "write", readonly: OPEN },
  { table: planRequests, app: "write", platform: "write", readonly: OPEN },
  { table: portalDays, app: "none", platform: "write", readonly: "none" },
  { table: jobs, app: "write", platform: "write", readonly: { secrets: ["lease_token"] } },
  { table: auditLog, app: "append", platform: "append", readonly: OPEN },
  { table: auditSeals, app: "none", platform: "append", readonly: "none" },
  { table: platformAdmins, app: "none", platform: "write", readonly: "none" },
  { table: signingKeys, app: "none", platform: "write", readonly: "none" },
];

const PRIVILEGES: Record<Exclude<Access, "none">, string> = {
  read: "select",
  append: "select, insert",
  write: "select, insert, update, delete",
};

const ROLES = "lexia_app, lexia_platform, lexia_readonly, lexia_backup";

/** Idempotent; run after every migration, in one transaction. */
export function grantStatements(): string[] {
  return [
    FORCE_ROW_SECURITY,
    "revoke create on schema public from public",
    REFUSE_OPEN_SCHEMA,
    `grant usage on schema public, drizzle to ${ROLES}`,
    `revoke all on all tables in schema public, drizzle from public, ${ROLES}`,
    `grant select on drizzle.__drizzle_migrations to ${ROLES}`,
    "grant select on all tables in schema public to lexia_backup",
    "grant select on all sequences in schema public, drizzle to lexia_backup",
    "revoke all on function public.lexia_uuidv7() from public",
    "grant execute on function public.lexia_uuidv7() to lexia_app, lexia_platform",
    ...TABLE_RULES.flatMap(tableGrants),
    REFUSE_FORGOTTEN_TABLES,
  ];
}

function tableGrants({ table, app, platform, readonly }: TableRule): string[] {
  const { name, columns } = getTableConfig(table);
  const grants: string[] = [];
  if (app !== "none") grants.push(`grant ${PRIVILEGES[app]} on public.${name} to lexia_app`);
  if (platform !== "none") grants.push(`grant ${PRIVILEGES[platform]} on public.${name} to lexia_platform`);
  if (readonly !== "none") {
    const open = columns.map((column) => column.name).filter((column) => !readonly.secrets.includes(column));
    // Of which transaction a row is: how the warehouse knows what is new.
    grants.push(`grant select (${[...open, "xmin"].join(", ")}) on public.${name} to lexia_readonly`);
  }
  return grants;
}

// Only where it is missing: ALTER TABLE waits for every reader, GRANT for none.
const FORCE_ROW_SECURITY = `
do $grants$
declare
  unforced regclass;
begin
  for unforced in
    select oid from pg_catalog.pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not (relrowsecurity and relforcerowsecurity)
  loop
    execute pg_catalog.format(
      'alter table %s enable row level security, force row level security', unforced
    );
  end loop;
end
$grants$`;

// Up to PostgreSQL 14 the schema belongs to the server's administrator, and REVOKE by others only warns.
const REFUSE_OPEN_SCHEMA = `
do $grants$
begin
  if pg_catalog.has_schema_privilege('lexia_app', 'public', 'create') then
    raise exception 'Everybody may make tables in the schema public: ask an administrator to run: alter schema public owner to %',
      pg_catalog.quote_ident(current_user) using errcode = '42501';
  end if;
end
$grants$`;

const KNOWN_TABLES = TABLE_RULES.map(({ table }) => `'${getTableConfig(table).name}'`).join(", ");

const REFUSE_FORGOTTEN_TABLES = `
do $grants$
declare
  forgotten text;
begin
  select relname into forgotten from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
      and relname not in (${KNOWN_TABLES});
  if forgotten is not null then
    raise exception 'The table % has no rule in db/grants.ts', forgotten using errcode = '42P17';
  end if;
end
$grants$`;
