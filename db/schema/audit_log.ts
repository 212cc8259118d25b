import { index, jsonb, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, optionalOrganizationId, tenantPolicies } from "./_tenant.ts";

/** Who did what. Nobody but the database's owner can change or remove a row; see `db/grants.ts`. */
export const auditLog = pgTable("audit_log", {
  id: id(),
  organizationId: optionalOrganizationId(),
  /** A person's id; null for the system and for people not known. */
  actorId: uuid("actor_id"),
  action: varchar("action", { length: 60 }).notNull(),
  targetId: text("target_id"),
  data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
  address: varchar("address", { length: 45 }),
  requestId: varchar("request_id", { length: 64 }),
  createdAt: createdAt(),
}, (t) => [
  index("audit_log_organization_idx").on(t.organizationId, t.createdAt, t.id),
  // Lines come in the order of time, which is what this small kind of index is for.
  index("audit_log_created_idx").using("brin", t.createdAt),
  ...tenantPolicies("audit_log"),
]).enableRLS();
