import { date, integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { organizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** Queries an organization used on a calendar day of America/Bogota. */
export const usageDays = pgTable("usage_days", {
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  day: date("day", { mode: "string" }).notNull(),
  queries: integer("queries").notNull().default(0),
}, (t) => [
  primaryKey({ name: "usage_days_pkey", columns: [t.organizationId, t.day] }),
  ...tenantPolicies("usage_days"),
]).enableRLS();
