import { bigint, boolean, date, foreignKey, pgTable, text, unique, uuid, varchar } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { solicitudes } from "./solicitudes.ts";

/** Cases that a search by name has shown, one row for each proceso, as the portal last wrote them. */
export const searchHits = pgTable("search_hits", {
  id: id(),
  organizationId: organizationId(),
  solicitudId: uuid("solicitud_id").notNull(),
  /** The portal's own number. */
  idProceso: bigint("id_proceso", { mode: "bigint" }).notNull(),
  /** As the portal has it: usually, not always, 23 digits. */
  radicado: varchar("radicado", { length: 40 }).notNull(),
  despacho: text("despacho"),
  departamento: text("departamento"),
  filedOn: date("filed_on", { mode: "string" }),
  lastActuacionOn: date("last_actuacion_on", { mode: "string" }),
  sujetosSummary: text("sujetos_summary"),
  isPrivate: boolean("is_private").notNull(),
  firstSeenAt: instant("first_seen_at").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  /** Since when the search no longer shows it; null while it does. */
  goneAt: instant("gone_at"),
}, (t) => [
  unique("search_hits_proceso_key").on(t.organizationId, t.solicitudId, t.idProceso),
  foreignKey({
    name: "search_hits_solicitud_fk",
    columns: [t.organizationId, t.solicitudId],
    foreignColumns: [solicitudes.organizationId, solicitudes.id],
  }).onDelete("cascade"),
  ...tenantPolicies("search_hits"),
]).enableRLS();
