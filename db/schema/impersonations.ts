import { foreignKey, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { organizationUsers } from "./organization_users.ts";

/** An operator's look into an organization as one of its people: with a reason, for a while, and told to it. */
export const impersonations = pgTable("impersonations", {
  id: id(),
  organizationId: organizationId(),
  /** As whom. */
  userId: uuid("user_id").notNull(),
  operatorId: uuid("operator_id").notNull(),
  reason: text("reason").notNull(),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
  endedAt: instant("ended_at"),
}, (t) => [
  index("impersonations_organization_idx").on(t.organizationId, t.createdAt.desc().nullsFirst(), t.id),
  foreignKey({
    name: "impersonations_member_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [organizationUsers.organizationId, organizationUsers.userId],
  }).onDelete("cascade"),
  ...tenantPolicies("impersonations"),
]).enableRLS();
