import { date, pgTable, primaryKey, varchar } from "drizzle-orm/pg-core";
import { instant, platformPolicies } from "./_tenant.ts";

/** What was decided once for a portal and a calendar day of America/Bogota: see `domain/watching/`. */
export const portalDays = pgTable("portal_days", {
  source: varchar("source", { length: 20 }).notNull(),
  day: date("day", { mode: "string" }).notNull(),
  /** When the day's watches were put in a fair order, since the portal cannot be asked for all of them. */
  orderedAt: instant("ordered_at"),
  /** When operators were told, on that day, that a later one will not suffice. */
  warnedAt: instant("warned_at"),
}, (t) => [
  primaryKey({ name: "portal_days_pkey", columns: [t.source, t.day] }),
  ...platformPolicies("portal_days"),
]).enableRLS();
