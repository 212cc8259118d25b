import { foreignKey, integer, pgTable, primaryKey, text, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizationUsers } from "./organization_users.ts";

/** What a POST with an `Idempotency-Key` answered, so that its repetition answers the same and does nothing. */
export const idempotencyKeys = pgTable("idempotency_keys", {
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  key: varchar("key", { length: 255 }).notNull(),
  /** Keyed hash of method, path and body, hexadecimal. */
  fingerprint: varchar("fingerprint", { length: 64 }).notNull(),
  /** Null while the first request is under way. */
  status: integer("status"),
  location: text("location"),
  body: text("body"),
  createdAt: createdAt(),
}, (t) => [
  primaryKey({ name: "idempotency_keys_pkey", columns: [t.organizationId, t.userId, t.key] }),
  foreignKey({
    name: "idempotency_keys_member_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [organizationUsers.organizationId, organizationUsers.userId],
  }).onDelete("cascade"),
  ...tenantPolicies("idempotency_keys"),
]).enableRLS();
