import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, text, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, optionalOrganizationId, tenantPolicies } from "./_tenant.ts";
import { organizationUsers } from "./organization_users.ts";
import { users } from "./users.ts";

/** How somebody proved who they are. */
export type SignInMethod = "password" | "passkey" | "ldap" | "oidc" | "saml" | "invitation" | "impersonation";

/** One sign-in: a browser's cookie, or the family of refresh tokens that a program rotates through. */
export const sessions = pgTable("sessions", {
  id: id(),
  organizationId: optionalOrganizationId(),
  userId: uuid("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  kind: varchar("kind", { length: 10 }).$type<"browser" | "token">().notNull(),
  /** SHA-256 of a browser's cookie, hexadecimal. */
  tokenHash: varchar("token_hash", { length: 64 }),
  userAgent: varchar("user_agent", { length: 300 }),
  address: varchar("address", { length: 45 }),
  /** How the person proved who they are. */
  method: varchar("method", { length: 15 }).$type<SignInMethod>().notNull().default("password"),
  /** When they last did, or did so again. */
  authenticatedAt: instant("authenticated_at").notNull().default(sql`now()`),
  /** When they last gave a second factor; null: not in this session. */
  secondFactorAt: instant("second_factor_at"),
  lastSeenAt: instant("last_seen_at"),
  /** Which provider vouched, and what it calls the session: for its own sign-out. */
  providerId: uuid("provider_id"),
  providerSession: text("provider_session"),
  /** The operator who looks in as this person. */
  impersonatorId: uuid("impersonator_id"),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
  revokedAt: instant("revoked_at"),
  revokedReason: text("revoked_reason"),
}, (t) => [
  unique("sessions_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("sessions_token_key").on(t.tokenHash),
  index("sessions_user_idx").on(t.organizationId, t.userId),
  foreignKey({
    name: "sessions_member_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [organizationUsers.organizationId, organizationUsers.userId],
  }).onDelete("cascade"),
  ...tenantPolicies("sessions"),
]).enableRLS();

/** The refresh tokens of a session, each good for one use (RFC 9700, section 2.2.2). */
export const refreshTokens = pgTable("refresh_tokens", {
  id: id(),
  organizationId: optionalOrganizationId(),
  sessionId: uuid("session_id").notNull().references(() => sessions.id, { onDelete: "cascade" }),
  tokenHash: varchar("token_hash", { length: 64 }).notNull(),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
}, (t) => [
  uniqueIndex("refresh_tokens_token_key").on(t.tokenHash),
  index("refresh_tokens_session_idx").on(t.organizationId, t.sessionId),
  foreignKey({
    name: "refresh_tokens_session_fk",
    columns: [t.organizationId, t.sessionId],
    foreignColumns: [sessions.organizationId, sessions.id],
  }).onDelete("cascade"),
  ...tenantPolicies("refresh_tokens"),
]).enableRLS();
