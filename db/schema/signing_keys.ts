import { jsonb, pgTable, text, varchar } from "drizzle-orm/pg-core";
import { createdAt, instant, platformPolicies } from "./_tenant.ts";

/** The platform's token keys. The private half is encrypted with a key derived from `SECRET_KEY`. */
export const signingKeys = pgTable("signing_keys", {
  kid: varchar("kid", { length: 64 }).primaryKey(),
  publicJwk: jsonb("public_jwk").$type<Record<string, unknown>>().notNull(),
  privateJwkSealed: text("private_jwk_sealed").notNull(),
  createdAt: createdAt(),
  /** Signs no more from then on, but still verifies until `expires_at`. */
  retiredAt: instant("retired_at"),
  expiresAt: instant("expires_at"),
}, () => platformPolicies("signing_keys")).enableRLS();
