import {
  type AnyPgColumn,
  boolean,
  check,
  date,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { actuaciones } from "./actuaciones.ts";
import { procesos } from "./procesos.ts";
import { users } from "./users.ts";

export type NovedadKind =
  | "actuacion"
  | "actuacion_edited"
  | "actuacion_withdrawn"
  | "proceso_private"
  | "proceso_public"
  | "despacho_changed"
  | "ponente_changed"
  | "proceso_added";

export type Severity = "low" | "normal" | "high";

/** What it was and what it is now, in the API's spelling; null where it was not there before, or is no more. */
export interface NovedadDetail {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What an organization has found to be new: once, whoever follows the case and however many do. */
export const novedades = pgTable("novedades", {
  id: id(),
  organizationId: organizationId(),
  kind: varchar("kind", { length: 20 }).$type<NovedadKind>().notNull(),
  /** What it is about, for the organization: the same registration in two procesos is one novedad. */
  key: varchar("key", { length: 120 }).notNull(),
  /** Where it was found first. */
  procesoId: uuid("proceso_id").notNull(),
  radicado: varchar("radicado", { length: 23 }).notNull(),
  /** Null where it is about the proceso. */
  actuacionId: uuid("actuacion_id"),
  /** The auto whose fijación en estado this is: the two are one notice. */
  leaderId: uuid("leader_id"),
  severity: varchar("severity", { length: 6 }).$type<Severity>().notNull(),
  detail: jsonb("detail").$type<NovedadDetail>().notNull(),
  filedOn: date("filed_on", { mode: "string" }),
  registeredOn: date("registered_on", { mode: "string" }),
  detectedAt: instant("detected_at").notNull(),
  /** When it, or what is grouped with it, last was new: who read it before has not read it. */
  newsAt: instant("news_at").notNull(),
  /** Which run found it; that run's row goes with its solicitud, the novedad stays. */
  executionId: uuid("execution_id").notNull(),
  /** The docket had later entries already when it was found. */
  isLate: boolean("is_late").notNull().default(false),
  /** The entry's words, or the proceso's, in lower case without accents. */
  searchText: text("search_text").notNull(),
  acknowledgedBy: uuid("acknowledged_by"),
  acknowledgedAt: instant("acknowledged_at"),
  assignedTo: uuid("assigned_to"),
  assignedBy: uuid("assigned_by"),
  assignedAt: instant("assigned_at"),
  /** Is in the figures of its day: see `domain/analytics/`. */
  isCounted: boolean("is_counted").notNull().default(false),
}, (t) => [
  unique("novedades_organization_id_key").on(t.organizationId, t.id),
  unique("novedades_key").on(t.organizationId, t.key),
  // Lists that begin with the newest read it backwards.
  index("novedades_detected_idx").on(t.organizationId, t.detectedAt, t.id).where(sql`leader_id is null`),
  index("novedades_proceso_idx").on(t.organizationId, t.procesoId),
  index("novedades_actuacion_idx").on(t.organizationId, t.actuacionId),
  index("novedades_leader_idx").on(t.organizationId, t.leaderId).where(sql`leader_id is not null`),
  index("novedades_assigned_idx").on(t.organizationId, t.assignedTo).where(sql`assigned_to is not null`),
  index("novedades_uncounted_idx").on(t.id).where(sql`not is_counted`),
  check("novedades_severity_check", sql`${t.severity} in ('low', 'normal', 'high')`),
  foreignKey({
    name: "novedades_proceso_fk",
    columns: [t.organizationId, t.procesoId],
    foreignColumns: [procesos.organizationId, procesos.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "novedades_actuacion_fk",
    columns: [t.organizationId, t.actuacionId],
    foreignColumns: [actuaciones.organizationId, actuaciones.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "novedades_leader_fk",
    columns: [t.organizationId, t.leaderId],
    foreignColumns: [t.organizationId, t.id] as [AnyPgColumn, AnyPgColumn],
  }).onDelete("cascade"),
  foreignKey({
    name: "novedades_assigned_fk",
    columns: [t.organizationId, t.assignedTo],
    foreignColumns: [users.organizationId, users.id],
  }),
  ...tenantPolicies("novedades"),
]).enableRLS();

/** Under which radicados a novedad shows, and so to whom: to those who follow them. */
export const novedadCases = pgTable("novedad_cases", {
  organizationId: organizationId(),
  novedadId: uuid("novedad_id").notNull(),
  radicado: varchar("radicado", { length: 23 }).notNull(),
  /** The first of the radicado's procesos that showed it. */
  procesoId: uuid("proceso_id").notNull(),
  /** The novedad's own, to list by. */
  detectedAt: instant("detected_at").notNull(),
  /** When it turned up here: later than all that turned up under this radicado before, whatever clocks say. */
  foundAt: instant("found_at").notNull(),
  executionId: uuid("execution_id").notNull(),
}, (t) => [
  primaryKey({ name: "novedad_cases_pk", columns: [t.organizationId, t.novedadId, t.radicado] }),
  index("novedad_cases_list_idx").on(t.organizationId, t.radicado, t.detectedAt, t.novedadId),
  index("novedad_cases_found_idx").on(t.organizationId, t.radicado, t.foundAt),
  index("novedad_cases_proceso_idx").on(t.organizationId, t.procesoId),
  foreignKey({
    name: "novedad_cases_novedad_fk",
    columns: [t.organizationId, t.novedadId],
    foreignColumns: [novedades.organizationId, novedades.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "novedad_cases_proceso_fk",
    columns: [t.organizationId, t.procesoId],
    foreignColumns: [procesos.organizationId, procesos.id],
  }).onDelete("cascade"),
  ...tenantPolicies("novedad_cases"),
]).enableRLS();

/** Who has read what. Without a row, what somebody was to be told of is unread. */
export const novedadReads = pgTable("novedad_reads", {
  organizationId: organizationId(),
  novedadId: uuid("novedad_id").notNull(),
  userId: uuid("user_id").notNull(),
  /** Null: put back to unread. */
  readAt: instant("read_at"),
}, (t) => [
  primaryKey({ name: "novedad_reads_pk", columns: [t.organizationId, t.novedadId, t.userId] }),
  index("novedad_reads_user_idx").on(t.organizationId, t.userId),
  foreignKey({
    name: "novedad_reads_novedad_fk",
    columns: [t.organizationId, t.novedadId],
    foreignColumns: [novedades.organizationId, novedades.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "novedad_reads_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("novedad_reads"),
]).enableRLS();

/** What people write down about a novedad, for their colleagues. */
export const novedadNotes = pgTable("novedad_notes", {
  id: id(),
  organizationId: organizationId(),
  novedadId: uuid("novedad_id").notNull(),
  authorId: uuid("author_id").notNull(),
  text: text("text").notNull(),
  createdAt: createdAt(),
}, (t) => [
  unique("novedad_notes_organization_id_key").on(t.organizationId, t.id),
  index("novedad_notes_novedad_idx").on(t.organizationId, t.novedadId, t.createdAt, t.id),
  index("novedad_notes_author_idx").on(t.organizationId, t.authorId),
  foreignKey({
    name: "novedad_notes_novedad_fk",
    columns: [t.organizationId, t.novedadId],
    foreignColumns: [novedades.organizationId, novedades.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "novedad_notes_author_fk",
    columns: [t.organizationId, t.authorId],
    foreignColumns: [users.organizationId, users.id],
  }),
  ...tenantPolicies("novedad_notes"),
]).enableRLS();
