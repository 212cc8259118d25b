import { and, desc, eq, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import { bogotaMonth } from "../bogota.ts";
import type { PlatformCtx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { containing } from "../like_pattern.ts";
import { type Page, pageOf } from "../page.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";

/** An organization with what it uses of its plan. */
export interface OrganizationSurvey extends OrganizationRecord {
  /** Active members. */
  users: number;
  /** Of this month of America/Bogota. */
  queries: number;
  /** Standing requests that run, and those that wait for the month's end. */
  watches: number;
  held: number;
}

export type OrganizationState = "active" | "suspended" | "leaving";

export interface OrganizationsSought {
  /** Part of name or subdomain. */
  search?: string;
  plan?: string;
  state?: OrganizationState;
  limit: number;
  cursor?: string;
}

/** The newest first; looking is on record. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function surveyOrganizations(
  ctx: PlatformCtx,
  { search = "", plan, state, limit, cursor }: OrganizationsSought,
): Promise<Page<OrganizationSurvey>> {
  authorizePlatform(ctx);
  const text = containing(search);
  const which = and(
    search === "" ? undefined : or(ilike(organizations.name, text), ilike(organizations.subdomain, text)),
    plan === undefined ? undefined : eq(organizations.plan, plan),
    state && STATES[state],
    cursor === undefined ? undefined : olderThan(cursor),
  );
  const rows = await ctx.platformDb.one(
    { purpose: "organization.list", audit: auditOf(ctx, { action: "organization.list" }) },
    (db) =>
      select(db, ctx, which).orderBy(desc(organizations.createdAt), desc(organizations.id)).limit(limit + 1),
  );
  return pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]);
}

/** One of them, active or not. @throws {DomainError} `permission_denied`, `organization_missing` */
export async function surveyOrganization(ctx: PlatformCtx, id: string): Promise<OrganizationSurvey> {
  authorizePlatform(ctx);
  if (!isUuid(id)) throw new DomainError("organization_missing");
  const [found] = await ctx.platformDb.one(
    { purpose: "organization.read", audit: auditOf(ctx, { action: "organization.read", targetId: id }) },
    (db) => select(db, ctx, eq(organizations.id, id)),
  );
  if (!found) throw new DomainError("organization_missing");
  return found;
}

const STATES: Readonly<Record<OrganizationState, SQL | undefined>> = {
  active: eq(organizations.isActive, true),
  suspended: and(eq(organizations.isActive, false), isNull(organizations.deleteAfter)),
  leaving: isNotNull(organizations.deleteAfter),
};

function select(db: Db, { clock }: Pick<PlatformCtx, "clock">, which: SQL | undefined) {
  const month = bogotaMonth(clock.now());
  return db.select({
    ...RECORD_FIELDS,
    users: sql`(select count(*) from organization_users m
      where m.organization_id = organizations.id and m.is_active)`.mapWith(Number),
    queries: sql`coalesce((select u.queries from usage_months u
      where u.organization_id = organizations.id and u.month = ${month}), 0)`.mapWith(Number),
    watches: sql`(select count(*) from solicitudes s where s.organization_id = organizations.id
      and s.frequency <> 'once' and s.status in ('pending', 'processing', 'completed', 'failed'))`.mapWith(
      Number,
    ),
    held: sql`(select count(*) from solicitudes s where s.organization_id = organizations.id
      and s.status = 'held')`.mapWith(Number),
  }).from(organizations).where(which);
}

function auditOf(ctx: PlatformCtx, act: { action: string; targetId?: string }) {
  return { ...act, actorId: ctx.actor.userId, address: ctx.address, requestId: ctx.requestId };
}

function olderThan(cursor: string): SQL {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${organizations.createdAt}, ${organizations.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
