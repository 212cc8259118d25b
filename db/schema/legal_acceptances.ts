import { foreignKey, index, pgTable, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, optionalOrganizationId, tenantPolicies } from "./_tenant.ts";
import { users } from "./users.ts";

/** Which version of the terms and of the privacy policy somebody accepted, and when. */
export const legalAcceptances = pgTable("legal_acceptances", {
  id: id(),
  organizationId: optionalOrganizationId(),
  userId: uuid("user_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  document: varchar("document", { length: 20 }).$type<"terms" | "privacy">().notNull(),
  version: varchar("version", { length: 20 }).notNull(),
  address: varchar("address", { length: 45 }),
  createdAt: createdAt(),
}, (t) => [
  index("legal_acceptances_user_idx").on(t.userId, t.document),
  foreignKey({
    name: "legal_acceptances_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("legal_acceptances"),
]).enableRLS();
