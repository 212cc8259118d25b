import { integer, jsonb, pgTable, primaryKey, varchar } from "drizzle-orm/pg-core";
import { createdAt, instant, platformPolicies } from "./_tenant.ts";

/** A place or office as the portal lists it; `code` is cumulative. */
export interface StoredOffice {
  code: string;
  name: string;
}

/** The portal's lists of places and offices, each as it was last read: see `domain/despachos/list_despachos.ts`. */
export const despachoLists = pgTable("despacho_lists", {
  source: varchar("source", { length: 20 }).notNull(),
  /** The code that the list lies under; empty for the first one. */
  under: varchar("under", { length: 12 }).notNull(),
  /** Null until it has been read. */
  items: jsonb("items").$type<StoredOffice[]>(),
  /** Counts its changes, from 1; 0 until it has been read. */
  version: integer("version").notNull().default(0),
  /** When it was last read, and when that last showed a change. */
  readAt: instant("read_at"),
  changedAt: instant("changed_at"),
  /** When LEXIA last tried. */
  triedAt: instant("tried_at"),
  /** When somebody last asked for it: what nobody wants is not read again. */
  wantedAt: instant("wanted_at").notNull(),
  createdAt: createdAt(),
}, (t) => [
  primaryKey({ name: "despacho_lists_pkey", columns: [t.source, t.under] }),
  ...platformPolicies("despacho_lists"),
]).enableRLS();
