import {
  foreignKey,
  index,
  pgTable,
  primaryKey,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";
import { users } from "./users.ts";

/** What a company's directory signs in with when it makes and removes people by itself (RFC 7644). */
export const scimTokens = pgTable("scim_tokens", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  name: varchar("name", { length: 100 }).notNull(),
  prefix: varchar("prefix", { length: 20 }).notNull(),
  /** SHA-256, hexadecimal. */
  tokenHash: varchar("token_hash", { length: 64 }).notNull(),
  createdBy: uuid("created_by"),
  createdAt: createdAt(),
  expiresAt: instant("expires_at"),
  lastUsedAt: instant("last_used_at"),
  revokedAt: instant("revoked_at"),
}, (t) => [
  uniqueIndex("scim_tokens_token_key").on(t.tokenHash),
  index("scim_tokens_organization_idx").on(t.organizationId, t.createdAt.desc().nullsFirst(), t.id),
  ...tenantPolicies("scim_tokens"),
]).enableRLS();

/** The groups that the directory tells of; one may stand for a role. */
export const scimGroups = pgTable("scim_groups", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  displayName: varchar("display_name", { length: 255 }).notNull(),
  externalId: varchar("external_id", { length: 255 }),
  /** The role that its members have; null: none. */
  role: varchar("role", { length: 50 }),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("scim_groups_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("scim_groups_name_key").on(t.organizationId, t.displayName),
  ...tenantPolicies("scim_groups"),
]).enableRLS();

export const scimGroupMembers = pgTable("scim_group_members", {
  organizationId: organizationId(),
  groupId: uuid("group_id").notNull(),
  userId: uuid("user_id").notNull(),
}, (t) => [
  primaryKey({ columns: [t.organizationId, t.groupId, t.userId] }),
  index("scim_group_members_user_idx").on(t.organizationId, t.userId),
  foreignKey({
    name: "scim_group_members_group_fk",
    columns: [t.organizationId, t.groupId],
    foreignColumns: [scimGroups.organizationId, scimGroups.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "scim_group_members_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("scim_group_members"),
]).enableRLS();
