/** The events of a search's end: a statement of its batch, after its hits and its completion are written. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { jobs } from "#db/schema/jobs.ts";
import { searchHits } from "#db/schema/search_hits.ts";
import { isHeld, queueEntry } from "#jobs/queue.ts";
import { isWanted } from "../events/is_wanted.ts";
import { insertEvents } from "../events/record_event.ts";
import { rulesInForce, severityOf, severityValues } from "../novedades/severity.ts";
import { ownRow } from "./_run_statements.ts";

interface TellJob {
  id: string;
  lane: number;
  organizationId: string | null;
  runAt: Date;
}

/**
 * Tells of cases that came since its owner was told, and that the portal has begun to show none since they are too many;
 * and whoever asked, of its answer or that there is nothing new. Who is paused is told with the next run.
 */
export function tellSearch(values: Values): Query<TellJob> {
  return { ...tell({ ...values, ...severityValues }), announces: (rows) => rows.map(queueEntry) };
}

const tell = prepareSql<TellJob>(
  (slot) =>
    sql`
      with counted as materialized (
        select count(*) filter (where gone_at is null) as total,
          count(*) filter (where gone_at is null and first_seen_at > told.until) as fresh,
          count(*) filter (where gone_at = ${at(slot)}) as gone
        from search_hits,
          (select coalesce(novedades_until, baseline_at) as until from solicitudes where ${ownRow(slot)}) told
        where ${searchHits.organizationId} = ${slot("organizationId")}
          and ${searchHits.solicitudId} = ${slot("solicitudId")}::uuid
      ), marked as (
        update solicitudes set novedades_until = ${at(slot)} from counted
        where ${ownRow(slot)} and status <> 'paused' and fresh > 0 and ${isHeld(slot)}
      ), news as (
        select 'solicitud.completed' as type, solicitudes.id as solicitud_id, owner_id as user_id,
          concat_ws(':', 'solicitud.completed', ${slot("executionId")}::text) as key,
          ${about(slot)} || jsonb_build_object(
            'hits', jsonb_build_object('total', total, 'new', fresh, 'gone', gone),
            'result', last_execution ->> 'result', 'severity',
            case when fresh > 0 then ${severity(slot)} when ${isBlindNow(slot)} then 'normal' end) as data
        from solicitudes, counted
        where ${ownRow(slot)} and status <> 'paused' and (
          fresh > 0 or ${isBlindNow(slot)}
          or ((baseline_at = ${at(slot)} or frequency = 'once' or ${isTooMany(slot)})
            and ${isWanted("solicitud.completed")})
        )
        union all
        select 'proceso.verified', solicitudes.id, owner_id,
          concat_ws(':', 'proceso.verified', ${slot("executionId")}::text),
          ${about(slot)} || jsonb_build_object('evidence', ${slot("evidence")}::text)
        from solicitudes, counted
        where ${ownRow(slot)} and status <> 'paused' and fresh = 0 and not ${isTooMany(slot)}
          and baseline_at < ${at(slot)} and frequency <> 'once' and ${isWanted("proceso.verified")}
      ), ${
      insertEvents({
        from: sql`(select news.*, ${at(slot)} as occurred_at from news) news`,
        where: isHeld(slot),
      })
    }
      select id, lane, organization_id, run_at from told_jobs`,
  { id: jobs.id, lane: jobs.lane, organizationId: jobs.organizationId, runAt: jobs.runAt },
);

function about(slot: (name: string) => Placeholder): SQL {
  return sql`jsonb_build_object('solicitud_id', solicitudes.id, 'radicado', null,
    'execution_id', ${slot("executionId")}::text)`;
}

/** As urgent as a case that is added to a radicado. */
function severity(slot: (name: string) => Placeholder): SQL {
  return severityOf({
    rules: rulesInForce(slot),
    kind: sql`'proceso_added'`,
    act: sql`''`,
    text: sql`''`,
    hasTerm: sql`false`,
  });
}

function isTooMany(slot: (name: string) => Placeholder): SQL {
  return sql`(${slot("outcome")}::text = 'too_many')`;
}

/** There are too many hits, and there were not when the portal answered before. */
function isBlindNow(slot: (name: string) => Placeholder): SQL {
  return sql`(${isTooMany(slot)} and coalesce((
    select result from executions e
    where e.organization_id = ${slot("organizationId")} and e.solicitud_id = ${slot("solicitudId")}::uuid
      and e.id <> ${slot("executionId")}::uuid and e.result not in ('unverified', 'error')
    order by e.started_at desc, e.id desc limit 1
  ), '') <> 'too_many')`;
}

function at(slot: (name: string) => Placeholder): SQL {
  return sql`${slot("at")}::timestamptz`;
}
