import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";
import type { PermissionChanges } from "./organization_users.ts";

/** Somebody who was asked to join. An open one takes a seat of the plan. */
export const invitations = pgTable("invitations", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** Lower case. */
  email: varchar("email", { length: 254 }).notNull(),
  name: varchar("name", { length: 200 }),
  role: varchar("role", { length: 50 }).notNull(),
  permissions: jsonb("permissions").$type<PermissionChanges>().notNull().default({ add: [], remove: [] }),
  locale: varchar("locale", { length: 5 }),
  /** SHA-256, hexadecimal; changes each time it is sent. */
  tokenHash: varchar("token_hash", { length: 64 }).notNull(),
  invitedBy: uuid("invited_by"),
  timesSent: integer("times_sent").notNull().default(1),
  lastSentAt: instant("last_sent_at").notNull().default(sql`now()`),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
  acceptedAt: instant("accepted_at"),
  acceptedBy: uuid("accepted_by"),
  revokedAt: instant("revoked_at"),
}, (t) => [
  unique("invitations_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("invitations_token_key").on(t.tokenHash),
  uniqueIndex("invitations_open_key").on(t.organizationId, t.email)
    .where(sql`accepted_at is null and revoked_at is null`),
  index("invitations_organization_idx").on(t.organizationId, t.createdAt.desc().nullsFirst(), t.id),
  ...tenantPolicies("invitations"),
]).enableRLS();
