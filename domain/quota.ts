/** How many queries an organization may still make this month (product.md: 100 % answers 402). */
import { eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { isHeld } from "#jobs/queue.ts";
import { bogotaMonth, nextBogotaMonth } from "./bogota.ts";
import type { Ctx } from "./ctx.ts";
import { DomainError } from "./errors.ts";

/**
 * Locks the month's row until the transaction ends, so that of many at once exactly as many pass as there is room for.
 * To go before the statement that asks for `QUERIES_USED`.
 */
export const lockUsage: readonly ((values: Values) => Query<unknown>)[] = [
  prepareSql(
    (slot) => sql`insert into usage_months (month) values (${slot("month")}) on conflict do nothing`,
    {},
  ),
  prepareSql(
    (slot) =>
      sql`select 1 from usage_months
          where organization_id = ${slot("organizationId")} and month = ${slot("month")} for update`,
    {},
  ),
];

/** The month's queries, those already promised to runs that wait or are under way included. */
export function queriesUsed(slot: (name: string) => Placeholder): SQL<number> {
  return usedOf(sql`${slot("organizationId")}`, sql`${slot("month")}`);
}

/** The same, of expressions. A run that was paused under way still ends, and is counted. */
function usedOf(organizationId: SQL, month: SQL): SQL<number> {
  return sql<number>`(
    coalesce((
      select queries from usage_months u where u.organization_id = ${organizationId} and u.month = ${month}
    ), 0) + (
      select count(*) from solicitudes promised
      where promised.organization_id = ${organizationId} and (
        status in ('pending', 'processing') or (status = 'paused'
          and last_execution ->> 'finished_at' is null and last_execution ->> 'id' is not null)
      )
    )
  )::int`;
}

/**
 * How many queries more each of these organizations may make, on the platform's handle; those without a limit are not in
 * the answer. Until the transaction ends nobody else makes one. Whoever locks solicitudes does so before.
 */
export async function lockRoom(
  tx: Db,
  organizationIds: readonly string[],
  now: number,
): Promise<Map<string, number>> {
  if (organizationIds.length === 0) return new Map();
  const [ids, month] = [[...new Set(organizationIds)], bogotaMonth(now)];
  const limited = sql`(select o.id, o.max_queries_per_month from organizations o
    where o.id = any(${sql.param(ids)}::uuid[]) and o.max_queries_per_month is not null)`;
  await tx.execute(sql`insert into usage_months (organization_id, month)
    select id, ${month} from ${limited} l on conflict do nothing`);
  await tx.execute(sql`select 1 from usage_months where month = ${month}
    and organization_id in (select id from ${limited} l) order by organization_id for update`);
  const rows = await tx.execute<{ id: string; room: number }>(sql`
    select l.id, greatest(l.max_queries_per_month - ${usedOf(sql`l.id`, sql`${month}`)}, 0) as room
    from ${limited} l`);
  return new Map(rows.map(({ id, room }) => [id, Number(room)]));
}

/** How many queries more the member's organization may make, as `lockRoom` tells it; null for any number. */
export async function roomOf(tx: Db, ctx: Ctx): Promise<number | null> {
  const room = await lockRoom(tx, [ctx.organization.id], ctx.clock.now());
  return room.get(ctx.organization.id) ?? null;
}

/**
 * Refuses another run of a member's where the month's queries are used up. As `lockRoom` it is exact.
 * @throws {DomainError} `quota_exceeded`
 */
export async function demandRoom(tx: Db, ctx: Ctx): Promise<void> {
  const [organization] = await tx.select({ limit: organizations.maxQueriesPerMonth }).from(organizations)
    .where(eq(organizations.id, ctx.organization.id));
  const limit = organization?.limit ?? null;
  if (limit === null) return;
  const room = (await lockRoom(tx, [ctx.organization.id], ctx.clock.now())).get(ctx.organization.id) ?? 0;
  if (room <= 0) throw quotaExceeded(ctx, limit, limit);
}

export function usageValues(ctx: Ctx): Values {
  return { organizationId: ctx.organization.id, month: bogotaMonth(ctx.clock.now()) };
}

export function quotaExceeded(ctx: Ctx, used: number, limit: number): DomainError {
  const now = ctx.clock.now();
  const resetsAt = new Date(nextBogotaMonth(now)).toISOString();
  return new DomainError("quota_exceeded", {
    detail: `All ${limit} queries of ${
      bogotaMonth(now)
    } are used: upgrade the plan, or wait until ${resetsAt}`,
    extra: { usage: used, limit, resets_at: resetsAt, upgrade_url: ctx.upgradeUrl(ctx.organization) },
  });
}

/** Counts one execution that got a trustworthy answer, for the month and the day, where its job is still held. */
export const countQuery = prepareSql<never>(
  (slot) =>
    sql`with counted as (
          insert into usage_months (month, queries) select ${slot("month")}, 1 where ${isHeld(slot)}
          on conflict (organization_id, month) do update set queries = usage_months.queries + 1
          returning organization_id
        )
        insert into usage_days (day, queries) select ${slot("day")}::date, 1 from counted
        on conflict (organization_id, day) do update set queries = usage_days.queries + 1`,
  {},
);
