import { index, integer, pgTable, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, instant, platformPolicies } from "./_tenant.ts";

/** The chain over the audit log: each seal covers some of its lines, and the seal before; see `domain/audit_seals.ts`. */
export const auditSeals = pgTable("audit_seals", {
  /** From 1, without a gap. */
  position: integer("position").primaryKey(),
  /** The lines that it covers, in the order in which they were hashed. */
  rowIds: uuid("row_ids").array().notNull(),
  /** The time of the latest line covered so far. */
  through: instant("through").notNull(),
  /** HMAC-SHA256 over position, the hash before and the lines; hexadecimal. */
  hash: varchar("hash", { length: 64 }).notNull(),
  createdAt: createdAt(),
}, (t) => [
  index("audit_seals_through_idx").on(t.through),
  ...platformPolicies("audit_seals"),
]).enableRLS();
