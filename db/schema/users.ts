import { sql } from "drizzle-orm";
import { boolean, pgTable, text, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import {
  createdAt,
  id,
  instant,
  optionalOrganizationId,
  platformPolicies,
  tenantPolicies,
  updatedAt,
} from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/**
 * People who sign in. A row belongs to one organization; somebody who works for two has a row in each, so that no
 * organization can learn of, or lock, the other's. Operators of the platform have no organization.
 */
export const users = pgTable("users", {
  id: id(),
  organizationId: optionalOrganizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** Lower case, as people sign in with. */
  email: varchar("email", { length: 254 }).notNull(),
  name: varchar("name", { length: 200 }).notNull(),
  /** A PHC string; null where the person signs in another way. */
  passwordHash: text("password_hash"),
  isActive: boolean("is_active").notNull().default(true),
  lastSignInAt: instant("last_sign_in_at"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("users_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("users_email_key").on(t.organizationId, t.email),
  uniqueIndex("users_platform_email_key").on(t.email).where(sql`organization_id is null`),
  ...tenantPolicies("users"),
]).enableRLS();

/** Which users without an organization operate the platform (`super_admin`). */
export const platformAdmins = pgTable("platform_admins", {
  userId: uuid("user_id").primaryKey().references(() => users.id, { onDelete: "cascade" }),
  createdAt: createdAt(),
}, () => platformPolicies("platform_admins")).enableRLS();
