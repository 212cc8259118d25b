import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { procesos } from "./procesos.ts";

/** Docket entries. `id_reg_actuacion` exceeds 32 bits and is the key that tells known from new. */
export const actuaciones = pgTable("actuaciones", {
  id: id(),
  organizationId: organizationId(),
  procesoId: uuid("proceso_id").notNull(),
  idRegActuacion: bigint("id_reg_actuacion", { mode: "bigint" }).notNull(),
  consActuacion: integer("cons_actuacion").notNull(),
  actuacion: text("actuacion").notNull(),
  anotacion: text("anotacion"),
  filedOn: date("filed_on", { mode: "string" }).notNull(),
  registeredOn: date("registered_on", { mode: "string" }),
  termStartsOn: date("term_starts_on", { mode: "string" }),
  termEndsOn: date("term_ends_on", { mode: "string" }),
  hasDocuments: boolean("has_documents").notNull().default(false),
  /** SHA-256 of the normalized entry, hexadecimal: tells an edited entry from an untouched one. */
  contentHash: varchar("content_hash", { length: 64 }).notNull(),
  /** Was there when the organization first saw the docket of its proceso. */
  isBaseline: boolean("is_baseline").notNull(),
  firstSeenAt: instant("first_seen_at").notNull(),
  raw: jsonb("raw").$type<Record<string, unknown>>().notNull(),
  /** When its text, a date or its documents last were others than before. */
  editedAt: instant("edited_at"),
  /** What stood there before that. */
  previous: jsonb("previous").$type<Record<string, unknown>>(),
  /** When it was gone from the portal's docket; null while it is there. */
  withdrawnAt: instant("withdrawn_at"),
  /** How often it was edited, withdrawn or brought back. */
  changes: integer("changes").notNull().default(0),
  updatedAt: updatedAt(),
}, (t) => [
  unique("actuaciones_organization_id_key").on(t.organizationId, t.id),
  unique("actuaciones_reg_key").on(t.organizationId, t.procesoId, t.idRegActuacion),
  index("actuaciones_proceso_idx").on(t.organizationId, t.procesoId, t.filedOn, t.consActuacion, t.id),
  // Terms that end soon: few entries have one.
  index("actuaciones_term_idx").on(t.organizationId, t.termEndsOn)
    .where(sql`term_ends_on is not null and withdrawn_at is null`),
  foreignKey({
    name: "actuaciones_proceso_fk",
    columns: [t.organizationId, t.procesoId],
    foreignColumns: [procesos.organizationId, procesos.id],
  }).onDelete("cascade"),
  ...tenantPolicies("actuaciones"),
]).enableRLS();
