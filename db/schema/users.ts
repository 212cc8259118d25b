import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
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
  passwordChangedAt: instant("password_changed_at"),
  /** When a mail to the address was answered; what a directory says of it does not count. */
  emailVerifiedAt: instant("email_verified_at"),
  /** Null: the organization's. */
  locale: varchar("locale", { length: 5 }),
  department: varchar("department", { length: 200 }),
  /** Which directory keeps the person's data; null: LEXIA itself. */
  managedBy: varchar("managed_by", { length: 10 }).$type<"ldap" | "oidc" | "saml" | "scim">(),
  /** The directory's own name of the person (RFC 7643, section 3.1). */
  externalId: varchar("external_id", { length: 255 }),
  /** Since when a second factor has been asked of somebody who has none: the grace period begins. */
  secondFactorDueFrom: instant("second_factor_due_from"),
  /** May sign in by password where single sign-on is enforced. */
  isBreakGlass: boolean("is_break_glass").notNull().default(false),
  /** When name and address were taken out at the person's request. */
  anonymizedAt: instant("anonymized_at"),
  isActive: boolean("is_active").notNull().default(true),
  lastSignInAt: instant("last_sign_in_at"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("users_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("users_email_key").on(t.organizationId, t.email),
  uniqueIndex("users_platform_email_key").on(t.email).where(sql`organization_id is null`),
  uniqueIndex("users_external_id_key").on(t.organizationId, t.externalId),
  // Who else has this address, asked of every organization at once.
  index("users_email_idx").on(t.email),
  ...tenantPolicies("users"),
]).enableRLS();

/** Which users without an organization operate the platform (`super_admin`). */
export const platformAdmins = pgTable("platform_admins", {
  userId: uuid("user_id").primaryKey().references(() => users.id, { onDelete: "cascade" }),
  createdAt: createdAt(),
}, () => platformPolicies("platform_admins")).enableRLS();
