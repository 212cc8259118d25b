import { integer, pgTable, primaryKey, varchar } from "drizzle-orm/pg-core";
import { organizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** Queries an organization used in a calendar month of America/Bogota. */
export const usageMonths = pgTable("usage_months", {
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** `YYYY-MM`. */
  month: varchar("month", { length: 7 }).notNull(),
  queries: integer("queries").notNull().default(0),
}, (t) => [
  primaryKey({ name: "usage_months_pkey", columns: [t.organizationId, t.month] }),
  ...tenantPolicies("usage_months"),
]).enableRLS();
