import { foreignKey, index, jsonb, pgTable, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, optionalOrganizationId, tenantPolicies } from "./_tenant.ts";
import { users } from "./users.ts";

/**
 * Steps that must be taken once and soon: a password reset, a sign-in that waits for its second factor, a challenge, the
 * way back from an identity provider. Only the hash of what the person brings is kept.
 */
export const oneTimeTokens = pgTable("one_time_tokens", {
  id: id(),
  organizationId: optionalOrganizationId(),
  /** Null while nobody is known yet. */
  userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
  purpose: varchar("purpose", { length: 30 }).notNull(),
  /** SHA-256, hexadecimal. */
  tokenHash: varchar("token_hash", { length: 64 }).notNull(),
  /** What the step needs to know. Secrets in it are sealed. */
  data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
}, (t) => [
  uniqueIndex("one_time_tokens_token_key").on(t.tokenHash),
  index("one_time_tokens_user_idx").on(t.userId, t.purpose),
  index("one_time_tokens_expires_idx").on(t.expiresAt),
  foreignKey({
    name: "one_time_tokens_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("one_time_tokens"),
]).enableRLS();
