import { integer, pgTable, primaryKey, text, varchar } from "drizzle-orm/pg-core";
import { instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/**
 * What an organization knows of a radicado and since when, so that the next check asks for what may be new alone: see
 * `domain/solicitudes/reading.ts`.
 */
export const radicadoReads = pgTable("radicado_reads", {
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  source: varchar("source", { length: 20 }).notNull(),
  radicado: varchar("radicado", { length: 23 }).notNull(),
  /** Of the last answer: see `domain/portals/known_case.ts`. */
  fingerprint: text("fingerprint").notNull(),
  /** When that last became another one. */
  changedAt: instant("changed_at").notNull(),
  /** When the search last answered. */
  checkedAt: instant("checked_at").notNull(),
  /** When the newest actuaciones, then detail and sujetos, then all actuaciones were last read, of every proceso. */
  newsReadAt: instant("news_read_at").notNull(),
  detailReadAt: instant("detail_read_at").notNull(),
  allReadAt: instant("all_read_at").notNull(),
  /** On so many further days the newest actuaciones are read whatever the fingerprint says. */
  graceDays: integer("grace_days").notNull().default(0),
}, (t) => [
  primaryKey({ name: "radicado_reads_pkey", columns: [t.organizationId, t.source, t.radicado] }),
  ...tenantPolicies("radicado_reads"),
]).enableRLS();
