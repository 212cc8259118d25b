import { foreignKey, index, jsonb, pgTable, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizationUsers } from "./organization_users.ts";

/** What a firm's own programs sign in with. It may at most what its maker may. */
export const apiKeys = pgTable("api_keys", {
  id: id(),
  organizationId: organizationId(),
  name: varchar("name", { length: 100 }).notNull(),
  /** The beginning of the key, by which people know it. */
  prefix: varchar("prefix", { length: 20 }).notNull(),
  /** SHA-256, hexadecimal. */
  keyHash: varchar("key_hash", { length: 64 }).notNull(),
  /** Permissions. */
  scopes: jsonb("scopes").$type<string[]>().notNull(),
  /** Addresses or ranges; empty: from everywhere. */
  allowedNetworks: jsonb("allowed_networks").$type<string[]>().notNull().default([]),
  createdBy: uuid("created_by").notNull(),
  createdAt: createdAt(),
  expiresAt: instant("expires_at"),
  lastUsedAt: instant("last_used_at"),
  lastUsedAddress: varchar("last_used_address", { length: 45 }),
  revokedAt: instant("revoked_at"),
  /** The key that took its place; this one ends at `expires_at`. */
  replacedBy: uuid("replaced_by"),
}, (t) => [
  unique("api_keys_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("api_keys_key_key").on(t.keyHash),
  index("api_keys_organization_idx").on(t.organizationId, t.createdAt.desc().nullsFirst(), t.id),
  foreignKey({
    name: "api_keys_maker_fk",
    columns: [t.organizationId, t.createdBy],
    foreignColumns: [organizationUsers.organizationId, organizationUsers.userId],
  }).onDelete("cascade"),
  ...tenantPolicies("api_keys"),
]).enableRLS();
