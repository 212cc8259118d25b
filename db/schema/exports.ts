import { sql } from "drizzle-orm";
import {
  bigint,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import type { NovedadKind, Severity } from "./novedades.ts";
import { users } from "./users.ts";

export type ExportSubject = "solicitudes" | "novedades" | "case" | "usage" | "analytics";

/** What narrows it, in the API's spelling; each subject takes some of them. */
export interface ExportFilters {
  tipo?: "simple" | "avanzada";
  status?: ("pending" | "processing" | "completed" | "failed" | "paused" | "held")[];
  q?: string;
  created_from?: string;
  created_before?: string;
  unread?: boolean;
  severity?: Severity[];
  kind?: NovedadKind[];
  radicado?: string;
  despacho?: string;
  assigned_to_me?: boolean;
  acknowledged?: boolean;
  solicitud_id?: string;
  proceso_id?: string;
  /** Of a search's hits. */
  new?: boolean;
  private?: boolean;
  followed?: boolean;
  gone?: boolean;
  /** An instant for novedades, a day of Bogota for usage and analytics. */
  from?: string;
  to?: string;
}

/** Files that a job makes for one person, who alone may fetch them. */
export const exportFiles = pgTable("exports", {
  id: id(),
  organizationId: organizationId(),
  /** Who asked, and what they were allowed then: the file holds what they may read now, and no more than that. */
  userId: uuid("user_id").notNull(),
  allowed: jsonb("allowed").$type<string[]>().notNull(),
  what: varchar("what", { length: 11 }).$type<ExportSubject>().notNull(),
  format: varchar("format", { length: 4 }).$type<"xlsx" | "csv" | "json" | "pdf" | "docx">().notNull(),
  /** Null: the organization's. */
  locale: varchar("locale", { length: 2 }).$type<"es" | "en">(),
  filters: jsonb("filters").$type<ExportFilters>().notNull(),
  status: varchar("status", { length: 8 }).$type<"waiting" | "making" | "ready" | "failed" | "removed">()
    .notNull().default("waiting"),
  /** Why there is no file: a code. */
  reason: varchar("reason", { length: 40 }),
  /** Whose rows are in it. */
  reach: varchar("reach", { length: 3 }).$type<"all" | "own">(),
  /** Attempts to make it: each writes a file of its own under the key, and the last one counts. */
  attempts: integer("attempts").notNull().default(0),
  /** In the file store; null while there can be none. */
  fileKey: varchar("file_key", { length: 200 }),
  /** Bytes, and SHA-256. */
  size: bigint("size", { mode: "number" }),
  hash: varchar("hash", { length: 64 }),
  /** Which report it is, and of which of its days; null where a person asked. The report may be gone. */
  reportId: uuid("report_id"),
  slotOn: date("slot_on", { mode: "string" }),
  createdAt: createdAt(),
  finishedAt: instant("finished_at"),
}, (t) => [
  unique("exports_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("exports_slot_key").on(t.organizationId, t.reportId, t.slotOn, t.userId)
    .where(sql`report_id is not null`),
  index("exports_user_idx").on(t.organizationId, t.userId, t.createdAt, t.id),
  index("exports_file_idx").on(t.createdAt).where(sql`file_key is not null`),
  foreignKey({
    name: "exports_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }),
  ...tenantPolicies("exports"),
]).enableRLS();
