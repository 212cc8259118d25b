/** What is read of an organization, and how it stands in the star: one select for each table, whose columns are the table's. */
import { explainDigits } from "#domain/radicado.ts";

export type StarRow = Record<string, unknown>;

export interface StarTable {
  name: string;
  /** With the organization, what names a row; rows are read in its order. */
  key: string;
  columns: readonly string[];
  /** `$1` is the organization, `$2` the watermark that a change has to have passed, or null for all rows. */
  select: string;
  /** The column by whose day `--since` chooses; dimensions are read whole. */
  day: string | null;
  /** All keys that there are; null where rows stay although nothing leads to them any more. */
  keys: string | null;
  /** What only LEXIA's own tables of codes know. */
  complete?(row: StarRow): StarRow;
}

function changed(alias: string): string {
  return `($2::bigint is null or ${isLater(`${alias}.xmin`, "$2::bigint")})`;
}

/**
 * Whether a transaction is a watermark or came after it. `xmin` has 32 bits that begin anew: what is less than half the
 * circle ahead came later (PostgreSQL documentation, "Transactions and Identifiers").
 */
export function isLater(xmin: string, watermark: string): string {
  return `(${xmin}::text::bigint - ${watermark} % 4294967296 + 4294967296) % 4294967296 < 2147483648`;
}

/** A day of court and office: America/Bogota. */
function day(instant: string): string {
  return `(${instant} at time zone 'America/Bogota')::date`;
}

/** To a thousandth of a minute. */
function minutes(from: string, to: string): string {
  return `round((extract(epoch from ${to} - ${from}) / 60)::numeric, 3)`;
}

/** In an order in which they can be written: what others point to comes first. */
export const STAR_TABLES: readonly StarTable[] = [
  {
    name: "dim_organization",
    key: "organization_id",
    columns: ["organization_name", "subdomain", "plan", "is_active", "created_at", "delete_after"],
    select: `select id as organization_id, name as organization_name, subdomain, plan, is_active, created_at,
        delete_after
      from organizations where id = $1 and $2::bigint is null`,
    day: null,
    keys: null,
  },
  {
    // Neither name nor address: the id leads to them for whoever may ask LEXIA.
    name: "dim_user",
    key: "user_id",
    columns: ["department", "role", "is_active", "is_erased", "created_at"],
    select: `select u.organization_id, u.id as user_id, u.department, m.role,
        u.is_active and coalesce(m.is_active, false) as is_active, u.anonymized_at is not null as is_erased,
        u.created_at
      from users u left join organization_users m on m.organization_id = u.organization_id and m.user_id = u.id
      where u.organization_id = $1 and $2::bigint is null`,
    day: null,
    keys: "select id as key from users where organization_id = $1",
  },
  {
    name: "dim_despacho",
    key: "despacho_key",
    columns: ["name", "departamento", "municipio", "entidad", "especialidad"],
    select: `select distinct on (code) $1::uuid as organization_id, code as despacho_key, name
      from (
        select p.organization_id, office_code as code, despacho as name, last_verified_at as seen_at
          from procesos p where organization_id = $1 and office_code is not null and ${changed("p")}
        union all select p.organization_id, left(radicado, 12), null, null
          from procesos p where organization_id = $1 and ${changed("p")}
        union all select s.organization_id, left(radicado, 12), null, null
          from solicitudes s where organization_id = $1 and radicado is not null and ${changed("s")}
      ) offices order by code, name is null, seen_at desc`,
    day: null,
    keys: null,
    complete: (row) => ({ ...row, ...officeOf(String(row.despacho_key)) }),
  },
  {
    name: "fact_solicitudes",
    key: "solicitud_id",
    columns: [
      "user_id",
      "radicado",
      "despacho_key",
      "tipo",
      "frequency",
      "status",
      "status_key",
      "created_at",
      "created_on",
      "first_answer_at",
      "completed_at",
      "completed_on",
      "first_answer_minutes",
      "processing_time_minutes",
      "success_rate",
    ],
    select: `select s.organization_id, s.id as solicitud_id, s.owner_id as user_id, s.radicado,
        left(s.radicado, 12) as despacho_key, s.tipo, s.frequency, s.status, 'solicitud:' || s.status as status_key,
        s.created_at, ${day("s.created_at")} as created_on, s.baseline_at as first_answer_at, s.completed_at,
        ${day("s.completed_at")} as completed_on, ${
      minutes("s.created_at", "s.baseline_at")
    } as first_answer_minutes,
        ${minutes("s.created_at", "s.completed_at")} as processing_time_minutes,
        (s.status = 'completed')::int as success_rate
      from solicitudes s where s.organization_id = $1 and ${changed("s")}`,
    day: "created_on",
    keys: "select id as key from solicitudes where organization_id = $1",
  },
  {
    name: "fact_executions",
    key: "execution_id",
    columns: [
      "solicitud_id",
      "portal_key",
      "trigger",
      "attempt",
      "result",
      "status_key",
      "reason",
      "started_at",
      "started_on",
      "finished_at",
      "processing_time_minutes",
      "portal_calls",
      "new_actuaciones",
      "success_rate",
    ],
    select:
      `select e.organization_id, e.id as execution_id, e.solicitud_id, e.source as portal_key, e.trigger,
        e.attempt, e.result, 'execution:' || coalesce(e.result, 'running') as status_key, e.detail ->> 'code' as reason,
        e.started_at, ${day("e.started_at")} as started_on, e.finished_at,
        ${
        minutes("e.started_at", "e.finished_at")
      } as processing_time_minutes, e.portal_calls, e.new_actuaciones,
        (e.result not in ('unverified', 'error'))::int as success_rate
      from executions e where e.organization_id = $1 and ${changed("e")}`,
    day: "started_on",
    keys: "select id as key from executions where organization_id = $1",
  },
  {
    name: "fact_novedades",
    key: "novedad_id",
    columns: [
      "radicado",
      "despacho_key",
      "kind",
      "severity",
      "is_late",
      "is_grouped",
      "filed_on",
      "registered_on",
      "detected_at",
      "detected_on",
      "acknowledged_at",
      "acknowledgement_minutes",
      "assigned_to",
      "assigned_at",
    ],
    select:
      `select n.organization_id, n.id as novedad_id, n.radicado, left(n.radicado, 12) as despacho_key, n.kind,
        n.severity, n.is_late, n.leader_id is not null as is_grouped, n.filed_on, n.registered_on, n.detected_at,
        ${day("n.detected_at")} as detected_on, n.acknowledged_at,
        ${
        minutes("n.detected_at", "n.acknowledged_at")
      } as acknowledgement_minutes, n.assigned_to, n.assigned_at
      from novedades n where n.organization_id = $1 and ${changed("n")}`,
    day: "detected_on",
    keys: "select id as key from novedades where organization_id = $1",
  },
];

/** What the digits of an office say. */
function officeOf(code: string): StarRow {
  const meanings = new Map(explainDigits(code).segments.map(({ name, meaning }) => [name, meaning]));
  return Object.fromEntries(
    (["departamento", "municipio", "entidad", "especialidad"] as const)
      .map((name) => [name, meanings.get(name) ?? null]),
  );
}

export interface Status {
  subject: "solicitud" | "execution";
  status: string;
  name_en: string;
  name_es: string;
  success_rate: 0 | 1;
}

/** Success of a solicitud is being `completed`; of a run, an answer that can be trusted. */
export const STATUSES: readonly Status[] = [
  { subject: "solicitud", status: "pending", name_en: "Waits", name_es: "En espera", success_rate: 0 },
  {
    subject: "solicitud",
    status: "processing",
    name_en: "Under way",
    name_es: "En proceso",
    success_rate: 0,
  },
  { subject: "solicitud", status: "completed", name_en: "Verified", name_es: "Verificada", success_rate: 1 },
  { subject: "solicitud", status: "failed", name_en: "Failed", name_es: "Fallida", success_rate: 0 },
  { subject: "solicitud", status: "paused", name_en: "Paused", name_es: "En pausa", success_rate: 0 },
  {
    subject: "solicitud",
    status: "held",
    name_en: "Held: quota",
    name_es: "Retenida: cuota",
    success_rate: 0,
  },
  { subject: "execution", status: "running", name_en: "Under way", name_es: "En proceso", success_rate: 0 },
  { subject: "execution", status: "found", name_en: "Found", name_es: "Encontrado", success_rate: 1 },
  {
    subject: "execution",
    status: "not_found",
    name_en: "Not found",
    name_es: "No encontrado",
    success_rate: 1,
  },
  { subject: "execution", status: "private", name_en: "Private", name_es: "Reservado", success_rate: 1 },
  {
    subject: "execution",
    status: "unchanged",
    name_en: "Unchanged",
    name_es: "Sin cambios",
    success_rate: 1,
  },
  {
    subject: "execution",
    status: "too_many",
    name_en: "Too many hits",
    name_es: "Demasiados",
    success_rate: 1,
  },
  {
    subject: "execution",
    status: "unverified",
    name_en: "Unverified",
    name_es: "Sin verificar",
    success_rate: 0,
  },
  { subject: "execution", status: "error", name_en: "Error", name_es: "Error", success_rate: 0 },
];

export const PORTALS = [{
  portal_key: "cpnu",
  name: "Consulta de Procesos Nacional Unificada",
}] as const;
