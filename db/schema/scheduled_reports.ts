import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, unique, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** What people of an organization get by mail each week or month: a link to a file of their own. */
export const scheduledReports = pgTable("scheduled_reports", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  name: varchar("name", { length: 120 }).notNull(),
  what: varchar("what", { length: 11 }).$type<"solicitudes" | "novedades" | "analytics">().notNull(),
  format: varchar("format", { length: 4 }).$type<"pdf" | "xlsx">().notNull(),
  every: varchar("every", { length: 5 }).$type<"week" | "month">().notNull(),
  /** Ids of people; who is no active member when the day comes gets nothing. */
  recipients: jsonb("recipients").$type<string[]>().notNull(),
  isActive: boolean("is_active").notNull().default(true),
  nextRunAt: instant("next_run_at").notNull(),
  lastRunAt: instant("last_run_at"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("scheduled_reports_organization_id_key").on(t.organizationId, t.id),
  index("scheduled_reports_organization_idx").on(t.organizationId, t.createdAt, t.id),
  index("scheduled_reports_due_idx").on(t.nextRunAt).where(sql`is_active`),
  ...tenantPolicies("scheduled_reports"),
]).enableRLS();
