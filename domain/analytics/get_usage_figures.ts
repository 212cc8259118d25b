import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { usageMonths } from "#db/schema/usage_months.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { type DaySpan, spanOf, type SpanWanted } from "./day_span.ts";
import type { DayCount } from "./get_dashboard.ts";
import { usedDays } from "./statements.ts";

export interface UsageFigures extends DaySpan {
  days: DayCount[];
  /** Those that the days belong to, as a whole. */
  months: { month: string; count: number }[];
  /** Of a month, now; null: none. */
  limit: number | null;
}

const usedMonths = prepareSql<{ month: string; count: number }>(
  (slot) =>
    sql`select month, queries from usage_months where organization_id = ${slot("organizationId")}
      and month between left(${slot("from")}, 7) and left(${slot("to")}, 7) order by month`,
  { month: usageMonths.month, count: sql<number>`count`.mapWith(Number) },
);

/** Queries used, by day and by month. @throws {DomainError} `permission_denied`, `request_invalid` */
export async function getUsageFigures(ctx: Ctx, wanted: SpanWanted): Promise<UsageFigures> {
  authorize(ctx, "view_org_analytics");
  const span = spanOf(wanted, ctx.clock.now());
  const values = { organizationId: ctx.organization.id, ...span };
  const [days, months] = await ctx.db.batch([usedDays(values), usedMonths(values)]);
  return { ...span, days, months, limit: ctx.organization.maxQueriesPerMonth };
}
