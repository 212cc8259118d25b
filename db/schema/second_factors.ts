import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant, optionalOrganizationId, tenantPolicies } from "./_tenant.ts";
import { users } from "./users.ts";

/** A person's authenticator app (RFC 6238). One at most; it counts once it is confirmed. */
export const totpSecrets = pgTable("totp_secrets", {
  id: id(),
  organizationId: optionalOrganizationId(),
  userId: uuid("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  /** Sealed; see `domain/identity/sealing.ts`. */
  secret: text("secret").notNull(),
  confirmedAt: instant("confirmed_at"),
  /** The last time step whose code was used: no code is good twice. */
  lastStep: bigint("last_step", { mode: "number" }),
  createdAt: createdAt(),
}, (t) => [
  uniqueIndex("totp_secrets_user_key").on(t.organizationId, t.userId),
  uniqueIndex("totp_secrets_operator_key").on(t.userId).where(sql`organization_id is null`),
  foreignKey({
    name: "totp_secrets_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("totp_secrets"),
]).enableRLS();

/** Codes for the day on which the second factor is lost, each good once. */
export const recoveryCodes = pgTable("recovery_codes", {
  id: id(),
  organizationId: optionalOrganizationId(),
  userId: uuid("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  /** Keyed hash, hexadecimal. */
  codeHash: varchar("code_hash", { length: 64 }).notNull(),
  createdAt: createdAt(),
  usedAt: instant("used_at"),
}, (t) => [
  uniqueIndex("recovery_codes_code_key").on(t.userId, t.codeHash),
  foreignKey({
    name: "recovery_codes_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("recovery_codes"),
]).enableRLS();

/** WebAuthn credentials: a second factor, and a way to sign in by themselves. */
export const passkeys = pgTable("passkeys", {
  id: id(),
  organizationId: optionalOrganizationId(),
  userId: uuid("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  /** Base64url, as browsers write it. */
  credentialId: text("credential_id").notNull(),
  /** COSE key, base64url. */
  publicKey: text("public_key").notNull(),
  counter: bigint("counter", { mode: "number" }).notNull().default(0),
  transports: jsonb("transports").$type<string[]>().notNull().default([]),
  /** What the person calls the device. */
  name: varchar("name", { length: 100 }).notNull(),
  isBackedUp: boolean("is_backed_up").notNull().default(false),
  createdAt: createdAt(),
  lastUsedAt: instant("last_used_at"),
}, (t) => [
  uniqueIndex("passkeys_credential_key").on(t.organizationId, t.credentialId),
  index("passkeys_user_idx").on(t.userId),
  foreignKey({
    name: "passkeys_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("passkeys"),
]).enableRLS();
