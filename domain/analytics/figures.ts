/** What the figures of a day are made of, as parts of larger statements. Days are those of America/Bogota. */
import { type SQL, sql } from "drizzle-orm";

/** Upper ends, in hours, of the spans by which median and 95th percentile are known. */
export const HOUR_SPANS = [6, 12, 18, 24, 30, 36, 42, 48, 60, 72, 96, 120, 168, 240, 336, 504, 720] as const;

/** Where none of them is enough. */
export const LONGER = "longer";

/** Adds to the figures what the rows of `executions`, by their own columns' names, say. */
export function addRuns(executions: SQL): SQL {
  return sql`insert into analytics_days (organization_id, day, measure, label, count)
    select organization_id, ${dayOf(sql`coalesce(finished_at, started_at)`)} as day, 'run_result', result,
      count(*)
    from ${executions} run group by 1, 2, 4
    ${INTO_THE_OTHERS}`;
}

/**
 * The same of novedades: by kind, by office, by who follows the case, and by the hours from the beginning of the day on
 * which the court registered an entry until it was found. What is grouped with another one is no notice of its own.
 */
export function addNovedades(novedades: SQL): SQL {
  const spans = sql`array[${sql.raw(HOUR_SPANS.join(", "))}]`;
  return sql`insert into analytics_days (organization_id, day, measure, label, count, total)
    with news as materialized (
      select n.id, n.organization_id, n.kind, n.proceso_id, ${dayOf(sql`n.detected_at`)} as day,
        case when n.kind = 'actuacion' then greatest(0, ceil(extract(epoch from
          n.detected_at - (n.registered_on + time '05:00') at time zone 'UTC') / 3600))::int end as hours
      from ${novedades} n where n.leader_id is null
    ), told as (
      select organization_id, day, 'novedad_kind' as measure, kind as label, 0 as hours from news
      union all
      select news.organization_id, day, 'novedad_despacho', left(coalesce(p.despacho, ''), 300), 0
      from news join procesos p on p.organization_id = news.organization_id and p.id = news.proceso_id
      union all
      select news.organization_id, day, 'novedad_owner', owner.id::text, 0
      from news cross join lateral (
        select distinct s.owner_id as id from novedad_cases c
        join solicitudes s on s.organization_id = c.organization_id and s.radicado = c.radicado
        where c.organization_id = news.organization_id and c.novedad_id = news.id
      ) owner
      union all
      select organization_id, day, 'detect_hours',
        coalesce((select min(span)::text from unnest(${spans}) span where span >= hours), ${LONGER}::text), hours
      from news where hours is not null
    )
    select organization_id, day, measure, label, count(*), sum(hours) from told group by 1, 2, 3, 4
    ${INTO_THE_OTHERS}`;
}

const INTO_THE_OTHERS = sql`on conflict (organization_id, day, measure, label) do update
  set count = analytics_days.count + excluded.count, total = analytics_days.total + excluded.total`;

export function dayOf(instant: SQL): SQL {
  return sql`(${instant} at time zone 'UTC' - interval '5 hours')::date`;
}
