import { bigint, date, integer, pgTable, primaryKey, varchar } from "drizzle-orm/pg-core";
import { organizationId, platformPolicies, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

export type Measure = "run_result" | "novedad_kind" | "novedad_despacho" | "novedad_owner" | "detect_hours";

/** What happened to an organization on a calendar day of America/Bogota, counted once and for good. */
export const analyticsDays = pgTable("analytics_days", {
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  day: date("day", { mode: "string" }).notNull(),
  measure: varchar("measure", { length: 20 }).$type<Measure>().notNull(),
  /** A result, a kind, the name of an office, the id of a person, or the upper end of a span of hours. */
  label: varchar("label", { length: 300 }).notNull(),
  count: integer("count").notNull().default(0),
  /** Hours, where it is about time. */
  total: bigint("total", { mode: "number" }).notNull().default(0),
}, (t) => [
  primaryKey({ name: "analytics_days_pkey", columns: [t.organizationId, t.day, t.measure, t.label] }),
  ...tenantPolicies("analytics_days"),
]).enableRLS();

/** How often a portal was asked on a day, and how often it gave an answer that can be trusted: for all together. */
export const portalAnswers = pgTable("portal_answers", {
  source: varchar("source", { length: 20 }).notNull(),
  day: date("day", { mode: "string" }).notNull(),
  asked: integer("asked").notNull().default(0),
  trusted: integer("trusted").notNull().default(0),
}, (t) => [
  primaryKey({ name: "portal_answers_pkey", columns: [t.source, t.day] }),
  ...platformPolicies("portal_answers"),
]).enableRLS();
