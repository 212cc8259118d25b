import { sql } from "drizzle-orm";
import { pgPolicy, pgRole, timestamp, uuid } from "drizzle-orm/pg-core";

/** What requests and tenant jobs run as: sees one organization, owns nothing. */
export const appRole = pgRole("lexia_app").existing();
/** What platform-wide work runs as (scheduler, super admin, tenant lookup); every use of it is recorded. */
export const platformRole = pgRole("lexia_platform").existing();
/** For reports: reads one organization at a time, no secrets. */
export const readonlyRole = pgRole("lexia_readonly").existing();
/** For dumps: reads everything, changes nothing. */
export const backupRole = pgRole("lexia_backup").existing();

/** The organization that `tenantDb` set for this transaction, or null. The sub-select makes it an InitPlan. */
export const currentOrganization =
  sql`(select nullif(current_setting('app.organization_id', true), '')::uuid)`;

const organizationDefault = sql`nullif(current_setting('app.organization_id', true), '')::uuid`;

/** A time-ordered UUIDv7 made by the database; see `db/prelude.ts`. */
export function id() {
  return uuid("id").primaryKey().default(sql`lexia_uuidv7()`);
}

/** The tenant column: filled by the database from the transaction's organization, never by callers. */
export function organizationId() {
  return uuid("organization_id").notNull().default(organizationDefault);
}

/** As `organizationId`, for tables that also hold rows of the platform itself. */
export function optionalOrganizationId() {
  return uuid("organization_id").default(organizationDefault);
}

export function createdAt() {
  return instant("created_at").notNull().defaultNow();
}

export function updatedAt() {
  return instant("updated_at").notNull().defaultNow();
}

/** An instant; `null` until it happened. Milliseconds, as JavaScript has them, so that cursors are exact. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, precision: 3 });
}

/** The four policies that every table with an `organization_id` carries. */
export function tenantPolicies(table: string) {
  const own = sql`organization_id = ${currentOrganization}`;
  return [
    pgPolicy(`${table}_tenant`, { for: "all", to: appRole, using: own, withCheck: own }),
    pgPolicy(`${table}_readonly`, { for: "select", to: readonlyRole, using: own }),
    ...platformPolicies(table),
  ];
}

/** For tables that hold no tenant's rows: only platform-wide work and dumps see them. */
export function platformPolicies(table: string) {
  return [
    pgPolicy(`${table}_platform`, { for: "all", to: platformRole, using: sql`true`, withCheck: sql`true` }),
    pgPolicy(`${table}_backup`, { for: "select", to: backupRole, using: sql`true` }),
  ];
}
