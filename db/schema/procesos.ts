import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  varchar,
} from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import { organizations } from "./organizations.ts";

/** Cases as a portal reports them, one copy an organization. One radicado may have several. */
export const procesos = pgTable("procesos", {
  id: id(),
  organizationId: organizationId().references(() => organizations.id, { onDelete: "cascade" }),
  source: varchar("source", { length: 20 }).notNull(),
  idProceso: bigint("id_proceso", { mode: "bigint" }).notNull(),
  radicado: varchar("radicado", { length: 23 }).notNull(),
  isPrivate: boolean("is_private").notNull().default(false),
  despacho: text("despacho"),
  departamento: text("departamento"),
  /** The office that answers; it may differ from the radicado's first 12 digits. */
  officeCode: varchar("office_code", { length: 12 }),
  ponente: text("ponente"),
  tipoProceso: text("tipo_proceso"),
  claseProceso: text("clase_proceso"),
  subclaseProceso: text("subclase_proceso"),
  recurso: text("recurso"),
  ubicacion: text("ubicacion"),
  contenidoRadicacion: text("contenido_radicacion"),
  /** The portal's one-line list of parties. */
  sujetosSummary: text("sujetos_summary"),
  filedOn: date("filed_on", { mode: "string" }),
  lastActuacionOn: date("last_actuacion_on", { mode: "string" }),
  idConexion: integer("id_conexion"),
  /** When the portal's copy of that court's database was last refreshed: how stale an answer may be. */
  sourceUpdatedAt: instant("source_updated_at"),
  firstSeenAt: instant("first_seen_at").notNull(),
  lastVerifiedAt: instant("last_verified_at").notNull(),
  /** When its docket was first shown: what stood there then is known, not new. Null while it has been private. */
  docketSeenAt: instant("docket_seen_at"),
  /** What the portal answered, unknown fields included. */
  raw: jsonb("raw").$type<Record<string, unknown>>().notNull(),
  updatedAt: updatedAt(),
}, (t) => [
  unique("procesos_organization_id_key").on(t.organizationId, t.id),
  unique("procesos_source_key").on(t.organizationId, t.source, t.idProceso),
  index("procesos_radicado_idx").on(t.organizationId, t.radicado),
  ...tenantPolicies("procesos"),
]).enableRLS();
