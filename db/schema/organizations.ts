import { sql } from "drizzle-orm";
import { boolean, check, integer, pgPolicy, pgTable, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import {
  appRole,
  createdAt,
  currentOrganization,
  id,
  instant,
  platformPolicies,
  readonlyRole,
  updatedAt,
} from "./_tenant.ts";

/** The tenants. The limits default to the free plan's; `domain/plans.ts` holds the plans. */
export const organizations = pgTable("organizations", {
  id: id(),
  name: varchar("name", { length: 255 }).notNull(),
  subdomain: varchar("subdomain", { length: 50 }).notNull(),
  plan: varchar("plan", { length: 50 }).notNull().default("free"),
  maxUsers: integer("max_users").default(5),
  maxQueriesPerMonth: integer("max_queries_per_month").default(100),
  /** Null: the plan's own limit. */
  maxRequestsPerMinute: integer("max_requests_per_minute"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  isActive: boolean("is_active").notNull().default(true),
  /** When everything of it is to be deleted; until then that can be taken back. */
  deleteAfter: instant("delete_after"),
}, (t) => [
  uniqueIndex("organizations_subdomain_key").on(t.subdomain),
  check("organizations_subdomain_check", sql`${t.subdomain} ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'`),
  pgPolicy("organizations_tenant", {
    for: "select",
    to: appRole,
    using: sql`id = ${currentOrganization}`,
  }),
  pgPolicy("organizations_readonly", {
    for: "select",
    to: readonlyRole,
    using: sql`id = ${currentOrganization}`,
  }),
  ...platformPolicies("organizations"),
]).enableRLS();
