import { date, index, jsonb, pgTable, unique, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, organizationId, platformPolicies, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** As `domain/terms/calendar_rules.ts` explains it. */
export type StoredPattern =
  | { kind: "day"; month: number; day: number; isMovedToMonday: boolean }
  | { kind: "easter"; from: number; to: number }
  | { kind: "span"; from: { month: number; day: number }; to: { month: number; day: number } }
  | { kind: "dates"; from: string; to: string };

/** Rules of the judicial calendar that operators added, or put in place of a built-in one of the same code. */
export const calendarRules = pgTable("calendar_rules", {
  code: varchar("code", { length: 60 }).primaryKey(),
  name: varchar("name", { length: 200 }).notNull(),
  /** The law or acuerdo. */
  source: varchar("source", { length: 200 }).notNull(),
  pattern: jsonb("pattern").$type<StoredPattern>().notNull(),
  stops: varchar("stops", { length: 10 }).$type<"all" | "collective">().notNull(),
  validFrom: date("valid_from", { mode: "string" }),
  validTo: date("valid_to", { mode: "string" }),
  updatedAt: updatedAt(),
}, () => [...platformPolicies("calendar_rules")]).enableRLS();

/** Days on which an organization knows that a court is closed: a strike, a move, terms suspended by an acuerdo. */
export const courtClosures = pgTable("court_closures", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  name: varchar("name", { length: 200 }).notNull(),
  source: varchar("source", { length: 200 }),
  /** The first digits of the offices' codes, such as `11001`; null: every court. */
  officePrefix: varchar("office_prefix", { length: 12 }),
  startsOn: date("starts_on", { mode: "string" }).notNull(),
  endsOn: date("ends_on", { mode: "string" }).notNull(),
  createdBy: uuid("created_by"),
  createdAt: createdAt(),
}, (t) => [
  unique("court_closures_organization_id_key").on(t.organizationId, t.id),
  index("court_closures_starts_idx").on(t.organizationId, t.startsOn, t.id),
  ...tenantPolicies("court_closures"),
]).enableRLS();
