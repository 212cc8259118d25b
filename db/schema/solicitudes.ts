import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { bulkUploads } from "./bulk_uploads.ts";
import { organizationUsers } from "./organization_users.ts";

/** Whom to tell of what; see `domain/solicitudes/schema.ts` for its meaning. */
export interface NotifyChoice {
  email: boolean;
  when: "change" | "every_check" | "digest";
  muted: boolean;
}

/** The latest run, as the API shows an execution: see `domain/solicitudes/last_execution.ts`. */
export interface LastExecution {
  id: string;
  /** Null while it runs. */
  result: ExecutionResult | null;
  source: string;
  trigger: "created" | "manual" | "scheduled";
  attempt: number;
  /** RFC 3339. */
  started_at: string;
  finished_at: string | null;
  duration_ms: number | null;
  evidence: string | null;
  portal_calls: number;
  new_actuaciones: number;
  detail: { code: string; retry_at: string | null } | null;
}

export type ExecutionResult =
  | "found"
  | "not_found"
  | "private"
  | "unchanged"
  /** Of a search by name: the portal knows more hits than it shows. */
  | "too_many"
  | "unverified"
  | "error";

/** What an `avanzada` looks for: cases by a party's name. Spelled as the API has it. */
export interface SearchParameters {
  nombre: string;
  tipo_persona: "natural" | "juridica";
  /** Only cases with an entry of the last 30 days. */
  solo_recientes: boolean;
  /** Narrows it to a place or office: the portal's cumulative code, 2, 5 or 12 digits; null for everywhere. */
  despacho: string | null;
}

/** Standing requests to look up a case, or to search cases by a party's name. */
export const solicitudes = pgTable("solicitudes", {
  id: id(),
  organizationId: organizationId(),
  ownerId: uuid("owner_id").notNull(),
  tipo: varchar("tipo", { length: 10 }).$type<"simple" | "avanzada">().notNull().default("simple"),
  /** 23 digits; null for an `avanzada`. */
  radicado: varchar("radicado", { length: 23 }),
  /** Null for a `simple`. */
  parametros: jsonb("parametros").$type<SearchParameters>(),
  /** The upload that it came with. */
  bulkId: uuid("bulk_id"),
  alias: varchar("alias", { length: 200 }),
  frequency: varchar("frequency", { length: 10 })
    .$type<"once" | "daily" | "weekly" | "monthly" | "dynamic">().notNull().default("dynamic"),
  /** On which days a watch runs: see `domain/solicitudes/run_days.ts`. */
  runOn: varchar("run_on", { length: 13 }).$type<"judicial_days" | "every_day">().notNull()
    .default("judicial_days"),
  notify: jsonb("notify").$type<NotifyChoice>().notNull(),
  status: varchar("status", { length: 10 })
    .$type<"pending" | "processing" | "completed" | "failed" | "paused" | "held">().notNull()
    .default("pending"),
  /** When its first trustworthy answer came: what was there then is known, not new. */
  baselineAt: instant("baseline_at"),
  /** Of the novedades that turned up until then, its owner was told; null: of none, since there was none. */
  novedadesUntil: instant("novedades_until"),
  nextRunAt: instant("next_run_at"),
  completedAt: instant("completed_at"),
  /** Null until the first run. Every transaction that writes an execution brings it up to date. */
  lastExecution: json("last_execution").$type<LastExecution>(),
  /** Alias, radicado, parties and office in lower case without accents: what a text filter looks through. */
  searchText: text("search_text").notNull().default(""),
  version: integer("version").notNull().default(1),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("solicitudes_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("solicitudes_radicado_key").on(t.organizationId, t.ownerId, t.radicado),
  uniqueIndex("solicitudes_parametros_key").on(t.organizationId, t.ownerId, sql`md5(${t.parametros}::text)`)
    .where(sql`parametros is not null`),
  // Lists that begin with the newest read these backwards.
  index("solicitudes_owner_idx").on(t.organizationId, t.ownerId, t.createdAt, t.id),
  index("solicitudes_created_idx").on(t.organizationId, t.createdAt, t.id),
  index("solicitudes_org_radicado_idx").on(t.organizationId, t.radicado),
  // Those that a query of the month is promised to: see `domain/quota.ts`.
  index("solicitudes_promised_idx").on(t.organizationId).where(
    sql`status in ('pending', 'processing') or (status = 'paused' and last_execution ->> 'finished_at' is null and last_execution ->> 'id' is not null)`,
  ),
  index("solicitudes_held_idx").on(t.organizationId).where(sql`status = 'held'`),
  index("solicitudes_due_idx").on(t.nextRunAt).where(sql`next_run_at is not null`),
  index("solicitudes_bulk_idx").on(t.organizationId, t.bulkId).where(sql`bulk_id is not null`),
  check("solicitudes_run_on_check", sql`${t.runOn} in ('judicial_days', 'every_day')`),
  // Those of an upload that still wait for their first answer: what says that it is over.
  index("solicitudes_bulk_open_idx").on(t.bulkId)
    .where(sql`bulk_id is not null and baseline_at is null and status in ('pending', 'processing', 'held')`),
  check("solicitudes_radicado_check", sql`${t.radicado} ~ '^[0-9]{23}$'`),
  check(
    "solicitudes_tipo_check",
    sql`(${t.tipo} = 'simple') = (${t.radicado} is not null) and (${t.tipo} = 'avanzada') = (${t.parametros} is not null)`,
  ),
  check(
    "solicitudes_status_check",
    sql`${t.status} in ('pending', 'processing', 'completed', 'failed', 'paused', 'held')`,
  ),
  foreignKey({
    name: "solicitudes_owner_fk",
    columns: [t.organizationId, t.ownerId],
    foreignColumns: [organizationUsers.organizationId, organizationUsers.userId],
  }),
  foreignKey({
    name: "solicitudes_bulk_fk",
    columns: [t.organizationId, t.bulkId],
    foreignColumns: [bulkUploads.organizationId, bulkUploads.id],
  }),
  ...tenantPolicies("solicitudes"),
]).enableRLS();
