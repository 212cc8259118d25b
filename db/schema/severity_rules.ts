import { jsonb, pgTable, uuid } from "drizzle-orm/pg-core";
import { organizationId, tenantPolicies, updatedAt } from "./_tenant.ts";
import type { NovedadKind, Severity } from "./novedades.ts";
import { organizations } from "./organizations.ts";

/** Holds where each condition that it names holds; within a list, one of them is enough. */
export interface SeverityRule {
  severity: Severity;
  /** How the entry's name begins. Lower case without accents, letters and digits alone, as all words here. */
  acts: string[];
  /** Words, or beginnings of words, in its name or its note. */
  words: string[];
  kinds: NovedadKind[];
  /** The entry says when a term begins or ends. */
  hasTerm: boolean;
}

/** How urgent an organization finds what is new. Without a row the defaults of `domain/novedades/severity.ts` hold. */
export const severityRules = pgTable("severity_rules", {
  organizationId: organizationId().primaryKey().references(() => organizations.id, { onDelete: "cascade" }),
  /** The first that holds decides. */
  rules: jsonb("rules").$type<SeverityRule[]>().notNull(),
  updatedBy: uuid("updated_by").notNull(),
  updatedAt: updatedAt(),
}, () => tenantPolicies("severity_rules")).enableRLS();
