import { foreignKey, index, jsonb, pgTable, unique, uuid, varchar } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";
import { solicitudes } from "./solicitudes.ts";

/**
 * What happened, written in the transaction that made it happen. A job tells it on: to people, feeds and webhooks.
 * Its id is what receivers recognize a repetition by.
 */
export const events = pgTable("events", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** See `domain/events/event_types.ts`. */
  type: varchar("type", { length: 40 }).notNull(),
  /** Whose watch it is about; null where it is about the organization. */
  solicitudId: uuid("solicitud_id"),
  /** Who it is about where that is one person, such as whoever uploaded a file. */
  userId: uuid("user_id"),
  /** One event of the organization has it: what is told again by a second run is the same event. */
  key: varchar("key", { length: 200 }),
  data: jsonb("data").$type<Record<string, unknown>>().notNull(),
  occurredAt: instant("occurred_at").notNull(),
  /** Null until the job has handed it to everybody concerned. */
  toldAt: instant("told_at"),
}, (t) => [
  unique("events_organization_id_key").on(t.organizationId, t.id),
  unique("events_key").on(t.organizationId, t.key),
  index("events_occurred_idx").on(t.organizationId, t.occurredAt, t.id),
  index("events_solicitud_idx").on(t.organizationId, t.solicitudId),
  foreignKey({
    name: "events_solicitud_fk",
    columns: [t.organizationId, t.solicitudId],
    foreignColumns: [solicitudes.organizationId, solicitudes.id],
  }).onDelete("cascade"),
  ...tenantPolicies("events"),
]).enableRLS();
