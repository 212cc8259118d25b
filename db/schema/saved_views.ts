import { foreignKey, pgTable, text, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";
import { createdAt, id, organizationId, tenantPolicies } from "./_tenant.ts";
import { users } from "./users.ts";

/** Filters of the list of solicitudes that somebody has given a name. */
export const savedViews = pgTable("saved_views", {
  id: id(),
  organizationId: organizationId(),
  userId: uuid("user_id").notNull(),
  name: varchar("name", { length: 60 }).notNull(),
  /** As the page's address has it, such as `status=failed&sort=next`. */
  query: text("query").notNull(),
  createdAt: createdAt(),
}, (t) => [
  unique("saved_views_organization_id_key").on(t.organizationId, t.id),
  uniqueIndex("saved_views_name_key").on(t.organizationId, t.userId, t.name),
  foreignKey({
    name: "saved_views_user_fk",
    columns: [t.organizationId, t.userId],
    foreignColumns: [users.organizationId, users.id],
  }).onDelete("cascade"),
  ...tenantPolicies("saved_views"),
]).enableRLS();
