import { foreignKey, index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, organizationId, tenantPolicies } from "./_tenant.ts";
import { solicitudes } from "./solicitudes.ts";
import { users } from "./users.ts";

/** What people write down about a case as a whole, for their colleagues. */
export const solicitudNotes = pgTable("solicitud_notes", {
  id: id(),
  organizationId: organizationId(),
  solicitudId: uuid("solicitud_id").notNull(),
  authorId: uuid("author_id").notNull(),
  text: text("text").notNull(),
  createdAt: createdAt(),
}, (t) => [
  unique("solicitud_notes_organization_id_key").on(t.organizationId, t.id),
  index("solicitud_notes_solicitud_idx").on(t.organizationId, t.solicitudId, t.createdAt, t.id),
  index("solicitud_notes_author_idx").on(t.organizationId, t.authorId),
  foreignKey({
    name: "solicitud_notes_solicitud_fk",
    columns: [t.organizationId, t.solicitudId],
    foreignColumns: [solicitudes.organizationId, solicitudes.id],
  }).onDelete("cascade"),
  foreignKey({
    name: "solicitud_notes_author_fk",
    columns: [t.organizationId, t.authorId],
    foreignColumns: [users.organizationId, users.id],
  }),
  ...tenantPolicies("solicitud_notes"),
]).enableRLS();
