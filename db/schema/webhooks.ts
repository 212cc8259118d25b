import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** Where an organization wants to be told of what happens. */
export const webhookEndpoints = pgTable("webhook_endpoints", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** May hold a secret of the receiver's own, as chat services have them. */
  url: text("url").notNull(),
  description: varchar("description", { length: 200 }).notNull().default(""),
  /** See `domain/events/event_types.ts`. */
  events: jsonb("events").$type<string[]>().notNull(),
  /** `slack` is one text that people read. */
  format: varchar("format", { length: 10 }).$type<"standard" | "slack">().notNull().default("standard"),
  /** Sealed. */
  secret: text("secret").notNull(),
  /** Sealed; it signs as well until the instant beside it. */
  previousSecret: text("previous_secret"),
  previousSecretUntil: instant("previous_secret_until"),
  state: varchar("state", { length: 10 }).$type<"active" | "disabled">().notNull().default("active"),
  disabledReason: varchar("disabled_reason", { length: 10 }).$type<"by_hand" | "gone" | "failing">(),
  disabledAt: instant("disabled_at"),
  /** Attempts that failed since the last one that did not. */
  failures: integer("failures").notNull().default(0),
  /** When the first of them was. */
  failingSince: instant("failing_since"),
  lastSuccessAt: instant("last_success_at"),
  lastFailureAt: instant("last_failure_at"),
  /** The receiver has asked to be left alone until then. */
  quietUntil: instant("quiet_until"),
  createdBy: uuid("created_by"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("webhook_endpoints_organization_id_key").on(t.organizationId, t.id),
  index("webhook_endpoints_organization_idx").on(t.organizationId, t.createdAt.desc().nullsFirst(), t.id),
  ...tenantPolicies("webhook_endpoints"),
]).enableRLS();

/** What one endpoint is to be told of one event. Its id is the `webhook-id`, the same at each attempt. */
export const webhookDeliveries = pgTable("webhook_deliveries", {
  id: id(),
  organizationId: organizationId(),
  endpointId: uuid("endpoint_id").notNull(),
  /** The event may be gone before what tells of it. */
  eventId: uuid("event_id").notNull(),
  eventType: varchar("event_type", { length: 40 }).notNull(),
  /** What is sent, to the byte: signatures are over it. */
  body: text("body").notNull(),
  status: varchar("status", { length: 10 }).$type<"pending" | "held" | "delivered" | "failed">().notNull()
    .default("pending"),
  /** Whether a job stands for it. Others wait until their endpoint has room. */
  isQueued: boolean("is_queued").notNull().default(true),
  /** Whether this round is in the count of a day. */
  isCounted: boolean("is_counted").notNull().default(false),
  /** One more each time somebody has it sent again: jobs of the rounds before do nothing. */
  round: integer("round").notNull().default(1),
  /** All that there were, and those of this round. */
  attempts: integer("attempts").notNull().default(0),
  roundAttempts: integer("round_attempts").notNull().default(0),
  /** Null: nothing more is to come. */
  nextAttemptAt: instant("next_attempt_at").default(sql`now()`),
  /** Set while an attempt is under way, to when it is surely over. */
  sendingUntil: instant("sending_until"),
  lastStatus: integer("last_status"),
  lastReason: varchar("last_reason", { length: 40 }),
  createdAt: createdAt(),
  finishedAt: instant("finished_at"),
}, (t) => [
  unique("webhook_deliveries_organization_id_key").on(t.organizationId, t.id),
  unique("webhook_deliveries_event_key").on(t.organizationId, t.endpointId, t.eventId),
  index("webhook_deliveries_endpoint_idx").on(t.organizationId, t.endpointId, t.id),
  index("webhook_deliveries_queued_idx").on(t.endpointId, t.nextAttemptAt)
    .where(sql`status = 'pending' and is_queued`),
  index("webhook_deliveries_waiting_idx").on(t.endpointId, t.id)
    .where(sql`status = 'pending' and not is_queued`),
  index("webhook_deliveries_sending_idx").on(t.endpointId).where(sql`sending_until is not null`),
  index("webhook_deliveries_held_idx").on(t.nextAttemptAt).where(sql`status = 'held'`),
  foreignKey({
    name: "webhook_deliveries_endpoint_fk",
    columns: [t.organizationId, t.endpointId],
    foreignColumns: [webhookEndpoints.organizationId, webhookEndpoints.id],
  }).onDelete("cascade"),
  ...tenantPolicies("webhook_deliveries"),
]).enableRLS();

/** One request to an endpoint, and what came back. */
export const webhookAttempts = pgTable("webhook_attempts", {
  id: id(),
  organizationId: organizationId(),
  deliveryId: uuid("delivery_id").notNull(),
  /** From 1. */
  attempt: integer("attempt").notNull(),
  startedAt: instant("started_at").notNull(),
  durationMs: integer("duration_ms").notNull(),
  /** Of the answer; null where there was none. */
  status: integer("status"),
  /** Why it was no success: a code. */
  reason: varchar("reason", { length: 40 }),
  /** The beginning of the answer. */
  excerpt: varchar("excerpt", { length: 1024 }),
}, (t) => [
  index("webhook_attempts_delivery_idx").on(t.organizationId, t.deliveryId, t.attempt),
  foreignKey({
    name: "webhook_attempts_delivery_fk",
    columns: [t.organizationId, t.deliveryId],
    foreignColumns: [webhookDeliveries.organizationId, webhookDeliveries.id],
  }).onDelete("cascade"),
  ...tenantPolicies("webhook_attempts"),
]).enableRLS();

/** Deliveries that an organization began on a day of America/Bogota. */
export const webhookDays = pgTable("webhook_days", {
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** `YYYY-MM-DD`. */
  day: varchar("day", { length: 10 }).notNull(),
  sent: integer("sent").notNull().default(0),
}, (t) => [
  primaryKey({ name: "webhook_days_pkey", columns: [t.organizationId, t.day] }),
  ...tenantPolicies("webhook_days"),
]).enableRLS();
