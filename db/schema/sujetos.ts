import { bigint, boolean, foreignKey, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./_tenant.ts";
import { procesos } from "./procesos.ts";

/** Parties of a proceso. The portal does not publish their identity numbers, so none are kept. */
export const sujetos = pgTable("sujetos", {
  id: id(),
  organizationId: organizationId(),
  procesoId: uuid("proceso_id").notNull(),
  idRegSujeto: bigint("id_reg_sujeto", { mode: "bigint" }).notNull(),
  tipoSujeto: text("tipo_sujeto").notNull(),
  name: text("name").notNull(),
  isEmplazado: boolean("is_emplazado").notNull().default(false),
  firstSeenAt: instant("first_seen_at").notNull(),
  raw: jsonb("raw").$type<Record<string, unknown>>().notNull(),
}, (t) => [
  unique("sujetos_reg_key").on(t.organizationId, t.procesoId, t.idRegSujeto),
  foreignKey({
    name: "sujetos_proceso_fk",
    columns: [t.organizationId, t.procesoId],
    foreignColumns: [procesos.organizationId, procesos.id],
  }).onDelete("cascade"),
  ...tenantPolicies("sujetos"),
]).enableRLS();
