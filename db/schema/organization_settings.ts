import { boolean, integer, jsonb, pgTable, text, uuid, varchar } from "drizzle-orm/pg-core";
import { instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** What an organization's administrators decide. Without a row the defaults of `domain/organizations/settings.ts` hold. */
export const organizationSettings = pgTable("organization_settings", {
  organizationId: organizationId().primaryKey().references(() => organizations.id, { onDelete: "cascade" }),
  locale: varchar("locale", { length: 5 }).notNull().default("es"),
  timeZone: varchar("time_zone", { length: 60 }).notNull().default("America/Bogota"),
  /** Null: the platform's own length. */
  sessionHours: integer("session_hours"),
  /** `optional`, or `required` of everybody; administrators always need one. */
  secondFactor: varchar("second_factor", { length: 10 }).notNull().default("optional"),
  /** Never below the platform's own rule. */
  passwordMinLength: integer("password_min_length"),
  /** Addresses or ranges from which people may sign in and work; empty: from everywhere. */
  allowedNetworks: jsonb("allowed_networks").$type<string[]>().notNull().default([]),
  /** Password sign-in is off, save for the break-glass administrators. */
  ssoEnforced: boolean("sso_enforced").notNull().default(false),
  /** `#rrggbb` */
  brandColor: varchar("brand_color", { length: 7 }),
  /** Base64, of a PNG, JPEG or WebP that has been looked at. */
  logo: text("logo"),
  logoType: varchar("logo_type", { length: 20 }),
  /** Whom an operator's look into the organization is told to, and until when operators may look at all. */
  supportAccessUntil: instant("support_access_until"),
  updatedBy: uuid("updated_by"),
  updatedAt: updatedAt(),
}, () => tenantPolicies("organization_settings")).enableRLS();
