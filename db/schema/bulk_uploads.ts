import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { users } from "./users.ts";

/** Which column says what; positions from 1. */
export interface BulkMapping {
  /** The line of the headings; 0: there is none. */
  header_row: number;
  radicado: number;
  alias: number | null;
  notes: number | null;
  frequency: number | null;
}

/** What a person is shown of a file, to say which column is which. */
export interface BulkPreview {
  columns: { position: number; heading: string | null; samples: string[] }[];
  /** What LEXIA takes for right; null where it cannot tell. */
  proposal: BulkMapping | null;
}

/** Files of radicados. Each good row of one becomes a solicitud that names it. */
export const bulkUploads = pgTable("bulk_uploads", {
  id: id(),
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  /** As the person's machine has it: shown, and never a path. */
  fileName: varchar("file_name", { length: 200 }).notNull(),
  kind: varchar("kind", { length: 4 }).$type<"xlsx" | "csv" | "pdf">().notNull(),
  /** In the file store; null once it was deleted. */
  fileKey: varchar("file_key", { length: 200 }),
  /** Bytes, and SHA-256; null until all of it is there. */
  size: bigint("size", { mode: "number" }),
  hash: varchar("hash", { length: 64 }),
  /** The person wanted the same file once more. */
  isAgain: boolean("is_again").notNull().default(false),
  /** `receiving` is nobody's to see: its file is on its way, or its instance died. */
  status: varchar("status", { length: 13 })
    .$type<"receiving" | "needs_mapping" | "processing" | "paused" | "cancelled" | "completed">().notNull()
    .default("receiving"),
  mapping: jsonb("mapping").$type<BulkMapping>(),
  preview: jsonb("preview").$type<BulkPreview>(),
  frequency: varchar("frequency", { length: 10 })
    .$type<"once" | "daily" | "weekly" | "monthly" | "dynamic">().notNull(),
  notify: jsonb("notify").$type<
    { email: boolean; when: "change" | "every_check" | "digest"; muted: boolean }
  >()
    .notNull(),
  /** Rows of the file; those that became solicitudes; those that did not, with the reason in `bulk_errors`. */
  total: integer("total").notNull().default(0),
  valid: integer("valid").notNull().default(0),
  invalid: integer("invalid").notNull().default(0),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  completedAt: instant("completed_at"),
}, (t) => [
  unique("bulk_uploads_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("bulk_uploads_hash_key").on(t.organizationId, t.userId, t.hash)
    .where(sql`not is_again and status in ('needs_mapping', 'processing', 'paused', 'completed')`),
  index("bulk_uploads_created_idx").on(t.organizationId, t.createdAt, t.id),
  index("bulk_uploads_open_idx").on(t.updatedAt).where(sql`status = 'processing'`),
  index("bulk_uploads_file_idx").on(t.createdAt).where(sql`file_key is not null`),
  foreignKey({
    name: "bulk_uploads_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }),
  ...tenantPolicies("bulk_uploads"),
]).enableRLS();

/** Rows of a file that became no solicitud, and why. */
export const bulkErrors = pgTable("bulk_errors", {
  organizationId: organizationId(),
  bulkId: uuid("bulk_id").notNull(),
  /** The row's place among all rows of the file, from 1. */
  ordinal: integer("ordinal").notNull(),
  /** As people count lines in the file; in a PDF the page. */
  line: integer("line").notNull(),
  code: varchar("code", { length: 40 }).notNull(),
  /** What stands there, cut off. */
  value: varchar("value", { length: 100 }).notNull(),
  /** What the sentence needs: how many digits there were, which line came first, the id of the solicitud. */
  found: varchar("found", { length: 60 }),
}, (t) => [
  primaryKey({ name: "bulk_errors_pkey", columns: [t.organizationId, t.bulkId, t.ordinal] }),
  foreignKey({
    name: "bulk_errors_bulk_fk",
    columns: [t.organizationId, t.bulkId],
    foreignColumns: [bulkUploads.organizationId, bulkUploads.id],
  }).onDelete("cascade"),
  ...tenantPolicies("bulk_errors"),
]).enableRLS();
