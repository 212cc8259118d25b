/** How the figures are read: by days for what has few labels, else the labels with the most. */
import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { analyticsDays, type Measure, portalAnswers } from "#db/schema/analytics.ts";
import { usageDays } from "#db/schema/usage_days.ts";

const COUNT = sql<number>`count`.mapWith(Number);

/** Results of runs and kinds of novedades, day by day. */
export const selectByDay = prepareSql<{ day: string; measure: Measure; label: string; count: number }>(
  (slot) =>
    sql`select day::text, measure, label, count from analytics_days
      where organization_id = ${slot("organizationId")} and day between ${slot("from")}::date and ${
      slot("to")
    }::date
        and measure in ('run_result', 'novedad_kind') order by day, measure, label`,
  { day: analyticsDays.day, measure: analyticsDays.measure, label: analyticsDays.label, count: COUNT },
);

function top(measure: "novedad_despacho" | "novedad_owner") {
  return prepareSql<{ label: string; name: string | null; count: number }>(
    (slot) =>
      sql`select f.label, u.name, f.count from (
          select label, sum(count)::int as count from analytics_days
          where organization_id = ${slot("organizationId")}
            and day between ${slot("from")}::date and ${slot("to")}::date and measure = ${
        sql.raw(`'${measure}'`)
      }
          group by label order by 2 desc, 1 limit ${slot("limit")}::int
        ) f
        left join users u on u.organization_id = ${slot("organizationId")} and u.id::text = f.label
        order by f.count desc, f.label`,
    { label: analyticsDays.label, name: sql<string | null>`name`, count: COUNT },
  );
}

export const selectTop = { novedad_despacho: top("novedad_despacho"), novedad_owner: top("novedad_owner") };

export const selectDetection = prepareSql<{ label: string; count: number; total: number }>(
  (slot) =>
    sql`select label, sum(count)::int, sum(total)::float8 from analytics_days
      where organization_id = ${slot("organizationId")}
        and day between ${slot("from")}::date and ${slot("to")}::date and measure = 'detect_hours'
      group by label order by label`,
  { label: analyticsDays.label, count: COUNT, total: sql<number>`total`.mapWith(Number) },
);

export const usedDays = prepareSql<{ day: string; count: number }>(
  (slot) =>
    sql`select day::text, queries from usage_days
      where organization_id = ${slot("organizationId")}
        and day between ${slot("from")}::date and ${slot("to")}::date order by day`,
  { day: usageDays.day, count: COUNT },
);

/** A share of what was asked, for the platform as a whole. */
export const portalDays = prepareSql<{ day: string; source: string; availability: number }>(
  (slot) =>
    sql`select day::text, source, round(trusted::numeric / asked, 3)::float8 from portal_answers
      where day between ${slot("from")}::date and ${slot("to")}::date and asked > 0 order by day, source`,
  {
    day: portalAnswers.day,
    source: portalAnswers.source,
    availability: sql<number>`availability`.mapWith(Number),
  },
);
