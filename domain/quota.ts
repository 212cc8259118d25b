/** How many queries an organization may still make this month (product.md: 100 % answers 402). */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
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

/** The month's queries, those already promised to waiting solicitudes included, for a prepared statement. */
export function queriesUsed(slot: (name: string) => Placeholder): SQL<number> {
  return sql<number>`(
    coalesce((
      select queries from usage_months
      where organization_id = ${slot("organizationId")} and month = ${slot("month")}
    ), 0) + (
      select count(*) from solicitudes
      where organization_id = ${slot("organizationId")} and baseline_at is null
        and status in ('pending', 'processing')
    )
  )::int`;
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

/** Counts one execution that got a trustworthy answer, where its job is still held. */
export const countQuery = prepareSql<never>(
  (slot) =>
    sql`insert into usage_months (month, queries) select ${slot("month")}, 1 where ${isHeld(slot)}
        on conflict (organization_id, month) do update set queries = usage_months.queries + 1`,
  {},
);
