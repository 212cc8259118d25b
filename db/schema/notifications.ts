import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { events } from "./events.ts";
import { users } from "./users.ts";

/** How a person hears of something by mail. */
export type MailWay = "at_once" | "daily" | "weekly" | "none";

/** What one person is told of one event: an entry of their feed, and at most one mail and one text message. */
export const notifications = pgTable("notifications", {
  id: id(),
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  eventId: uuid("event_id").notNull(),
  /** The event's own, to read the feed without it. */
  type: varchar("type", { length: 40 }).notNull(),
  /** Null where the event has none. */
  severity: varchar("severity", { length: 6 }).$type<"low" | "normal" | "high">(),
  /** In the person's feed: what is committed later has a higher one. About the milliseconds of its making. */
  position: bigint("position", { mode: "number" }).notNull(),
  mail: varchar("mail", { length: 7 }).$type<MailWay>().notNull(),
  /** When its mail is due, or the digest that it waits for; null: no mail. */
  mailAt: instant("mail_at"),
  /** When its mail was made, or dropped for good. */
  mailedAt: instant("mailed_at"),
  textedAt: instant("texted_at"),
  readAt: instant("read_at"),
  createdAt: createdAt(),
}, (t) => [
  unique("notifications_organization_id_key").on(t.organizationId, t.id),
  unique("notifications_event_key").on(t.organizationId, t.eventId, t.userId),
  // Feeds that begin with the newest read it backwards.
  unique("notifications_position_key").on(t.organizationId, t.userId, t.position),
  index("notifications_unread_idx").on(t.organizationId, t.userId).where(sql`read_at is null`),
  index("notifications_digest_idx").on(t.mailAt, t.organizationId, t.userId)
    .where(sql`mailed_at is null and mail in ('daily', 'weekly')`),
  check("notifications_mail_check", sql`${t.mail} in ('at_once', 'daily', 'weekly', 'none')`),
  foreignKey({
    name: "notifications_event_fk",
    columns: [t.organizationId, t.eventId],
    foreignColumns: [events.organizationId, events.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "notifications_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("notifications"),
]).enableRLS();

/** What people chose of how they are told. Without a row the defaults of `domain/notifications/choices.ts` hold. */
export const notificationPreferences = pgTable("notification_preferences", {
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  /** False: no mail at all, whatever else was chosen. */
  email: boolean("email").notNull().default(true),
  /** By kind of event; what is missing is as by default. */
  choices: jsonb("choices").$type<Record<string, MailWay>>().notNull().default({}),
  /** Novedades below it wait for the digest. */
  leastSeverity: varchar("least_severity", { length: 6 }).$type<"low" | "normal" | "high">().notNull()
    .default("low"),
  /** `HH:MM`, both or none. */
  quietFrom: varchar("quiet_from", { length: 5 }),
  quietUntil: varchar("quiet_until", { length: 5 }),
  /** Null: the organization's. */
  timeZone: varchar("time_zone", { length: 60 }),
  digestHour: integer("digest_hour").notNull().default(7),
  /** E.164; null: none. */
  phone: varchar("phone", { length: 16 }),
  hasTexts: boolean("has_texts").notNull().default(false),
  updatedAt: updatedAt(),
}, (t) => [
  primaryKey({ name: "notification_preferences_pk", columns: [t.organizationId, t.userId] }),
  foreignKey({
    name: "notification_preferences_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("notification_preferences"),
]).enableRLS();

/** Digests that were made: one for each person, sort and time, however many schedulers there are. */
export const notificationDigests = pgTable("notification_digests", {
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  way: varchar("way", { length: 6 }).$type<"daily" | "weekly">().notNull(),
  /** The time that it was due at. */
  slotAt: instant("slot_at").notNull(),
  lines: integer("lines").notNull().default(0),
  createdAt: createdAt(),
}, (t) => [
  primaryKey({ name: "notification_digests_pk", columns: [t.organizationId, t.userId, t.way, t.slotAt] }),
  foreignKey({
    name: "notification_digests_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("notification_digests"),
]).enableRLS();
