import { sql } from "drizzle-orm";
import { customType, pgPolicy, pgRole, uuid } from "drizzle-orm/pg-core";

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
  return instant("created_at").notNull().default(sql`now()`);
}

export function updatedAt() {
  return instant("updated_at").notNull().default(sql`now()`);
}

/** An instant; `null` until it happened. Milliseconds, as JavaScript has them, so that cursors are exact. */
export const instant = customType<{ data: Date; driverData: string }>({
  dataType: () => "timestamp (3) with time zone",
  toDriver: (date) => date.toISOString(),
  fromDriver: parseInstant,
});

/**
 * As PostgreSQL writes instants in UTC, such as `2026-11-26 17:30:00.12+00`: read by its places, since `Date` takes
 * several times as long to guess the form. What has another form is left to `Date`.
 */
function parseInstant(text: string): Date {
  if (text.length < 22 || text.length > 26 || !text.endsWith("+00") || text[10] !== " ") {
    return new Date(text);
  }
  const milliseconds = text.length > 22 ? Number(text.slice(20, -3).padEnd(3, "0")) : 0;
  const date = Date.UTC(
    digits(text, 0, 4),
    digits(text, 5, 2) - 1,
    digits(text, 8, 2),
    digits(text, 11, 2),
    digits(text, 14, 2),
    digits(text, 17, 2),
    milliseconds,
  );
  return new Date(date);
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
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
