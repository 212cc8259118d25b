import { sql } from "drizzle-orm";
import { boolean, foreignKey, jsonb, pgTable, unique, uuid, varchar } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { users } from "./users.ts";

/** What a membership adds to, and takes from, its role's permissions. */
export interface PermissionChanges {
  add: string[];
  remove: string[];
}

/** Who is what in an organization. */
export const organizationUsers = pgTable("organization_users", {
  id: id(),
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  role: varchar("role", { length: 50 }).notNull().default("user"),
  permissions: jsonb("permissions").$type<PermissionChanges>().notNull().default({ add: [], remove: [] }),
  joinedAt: instant("joined_at").notNull().default(sql`now()`),
  isActive: boolean("is_active").notNull().default(true),
}, (t) => [
  unique("organization_users_member_key").on(t.organizationId, t.userId),
  foreignKey({
    name: "organization_users_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("organization_users"),
]).enableRLS();
