import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { analyticsDays, type Measure } from "#db/schema/analytics.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { DaySpan } from "./day_span.ts";

export interface Figure {
  measure: Measure | "queries";
  label: string;
  /** Of a person who is one of the organization's. */
  name: string | null;
  count: number;
}

/** Every figure of those days, summed up; queries by month. @throws {DomainError} `permission_denied` */
export async function readFigures(ctx: Ctx, span: DaySpan): Promise<Figure[]> {
  authorize(ctx, "view_org_analytics");
  const [figures] = await ctx.db.batch([statement({ organizationId: ctx.organization.id, ...span })]);
  return figures;
}

const statement = prepareSql<Figure>(
  (slot) =>
    sql`select f.measure, f.label, u.name, f.count from (
        select measure, label, sum(count)::int as count from analytics_days
        where organization_id = ${slot("organizationId")}
          and day between ${slot("from")}::date and ${slot("to")}::date group by 1, 2
        union all
        select 'queries', to_char(day, 'YYYY-MM'), sum(queries)::int from usage_days
        where organization_id = ${slot("organizationId")}
          and day between ${slot("from")}::date and ${slot("to")}::date group by 2
      ) f
      left join users u on f.measure = 'novedad_owner' and u.organization_id = ${slot("organizationId")}
        and u.id::text = f.label
      order by f.measure, f.count desc, f.label`,
  {
    measure: sql<Figure["measure"]>`measure`,
    label: analyticsDays.label,
    name: sql<string | null>`name`,
    count: sql<number>`count`.mapWith(Number),
  },
);
