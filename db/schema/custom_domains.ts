import { sql } from "drizzle-orm";
import { index, pgTable, text, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** Host names of an organization's own, served once a TXT record has shown that they are. */
export const customDomains = pgTable("custom_domains", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  /** Lower case, in its ASCII form. */
  domain: varchar("domain", { length: 253 }).notNull(),
  /** What the TXT record must say. */
  challenge: varchar("challenge", { length: 80 }).notNull(),
  createdBy: uuid("created_by"),
  createdAt: createdAt(),
  verifiedAt: instant("verified_at"),
  lastCheckedAt: instant("last_checked_at"),
  /** What the last look found wrong: a code. */
  lastError: text("last_error"),
}, (t) => [
  // Anybody may claim a name; only one organization can have shown that it is theirs.
  uniqueIndex("custom_domains_verified_key").on(t.domain).where(sql`verified_at is not null`),
  uniqueIndex("custom_domains_claim_key").on(t.organizationId, t.domain),
  index("custom_domains_organization_idx").on(t.organizationId, t.createdAt),
  ...tenantPolicies("custom_domains"),
]).enableRLS();
