import {
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";
import { users } from "./users.ts";

/** Where an organization's people sign in with what the company has: a directory, OIDC or SAML. */
export const identityProviders = pgTable("identity_providers", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  kind: varchar("kind", { length: 10 }).$type<"ldap" | "oidc" | "saml">().notNull(),
  /** On the button of the sign-in page. */
  name: varchar("name", { length: 100 }).notNull(),
  /** What is no secret, in the shape of its kind. */
  settings: jsonb("settings").$type<Record<string, unknown>>().notNull(),
  /** Passwords and private keys, sealed as one JSON object. */
  secrets: text("secrets"),
  isEnabled: boolean("is_enabled").notNull().default(false),
  /** When its people were last compared with the directory, and how that went. */
  syncedAt: instant("synced_at"),
  syncError: text("sync_error"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("identity_providers_organization_id_key").on(t.organizationId, t.id),
  index("identity_providers_organization_idx").on(t.organizationId, t.kind),
  ...tenantPolicies("identity_providers"),
]).enableRLS();

/** Who somebody is at a provider. */
export const externalIdentities = pgTable("external_identities", {
  id: id(),
  organizationId: organizationId(),
  providerId: uuid("provider_id").notNull(),
  userId: uuid("user_id").notNull(),
  /** What the provider never gives to another person: `sub`, a NameID, an entry's unique id. */
  subject: text("subject").notNull(),
  /** As they were at the last sign-in or sync. */
  groups: jsonb("groups").$type<string[]>().notNull().default([]),
  lastSeenAt: instant("last_seen_at"),
  createdAt: createdAt(),
}, (t) => [
  uniqueIndex("external_identities_subject_key").on(t.organizationId, t.providerId, t.subject),
  uniqueIndex("external_identities_user_key").on(t.organizationId, t.providerId, t.userId),
  foreignKey({
    name: "external_identities_provider_fk",
    columns: [t.organizationId, t.providerId],
    foreignColumns: [identityProviders.organizationId, identityProviders.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "external_identities_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("external_identities"),
]).enableRLS();

/** Messages of a provider that were taken once, until they would be refused as too old anyway. */
export const usedAssertions = pgTable("used_assertions", {
  organizationId: organizationId(),
  providerId: uuid("provider_id").notNull(),
  assertionId: varchar("assertion_id", { length: 64 }).notNull(),
  expiresAt: instant("expires_at").notNull(),
}, (t) => [
  primaryKey({ columns: [t.organizationId, t.providerId, t.assertionId] }),
  index("used_assertions_expires_idx").on(t.expiresAt),
  foreignKey({
    name: "used_assertions_provider_fk",
    columns: [t.organizationId, t.providerId],
    foreignColumns: [identityProviders.organizationId, identityProviders.id],
  }).onDelete("cascade"),
  ...tenantPolicies("used_assertions"),
]).enableRLS();
