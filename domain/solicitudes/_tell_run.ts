/** The events of a run's end: a statement of its batch, after everything that the run has found is written. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { isHeld, queueEntry } from "#jobs/queue.ts";
import { isWanted } from "../events/is_wanted.ts";
import { insertEvents } from "../events/record_event.ts";
import { rankOf, severityAt } from "../novedades/severity.ts";

interface TellJob {
  id: string;
  lane: number;
  organizationId: string | null;
  runAt: Date;
}

/**
 * Tells everybody who follows the radicado of what they have not been told yet, and whoever asked that it was verified
 * or has its first answer. Who is paused is told with their next run.
 */
export function tellRun(values: Values): Query<TellJob> {
  return { ...tell(values), announces: (rows) => rows.map(queueEntry) };
}

const tell = prepareSql<TellJob>(
  (slot) =>
    sql`
      with untold as materialized (${untold(slot)}
      ), marked as (
        update solicitudes set novedades_until = mark.until
        from (select solicitud_id, max(found_at) as until from untold group by solicitud_id) mark
        where organization_id = ${slot("organizationId")} and id = mark.solicitud_id
      ), news as (
        select 'novedad.created' as type, solicitud_id, owner_id as user_id,
          concat_ws(':', 'novedad.created', solicitud_id, ${slot("executionId")}::text) as key,
          ${about(slot, sql`solicitud_id`)} || jsonb_build_object(
            'novedad_ids', jsonb_agg(novedad_id order by found_at, novedad_id),
            'severity', ${severityAt(sql`max(${rankOf(sql`severity`)})`)}
          ) as data
        from untold group by solicitud_id, owner_id
        union all
        select 'proceso.private', solicitud_id, owner_id,
          concat_ws(':', 'proceso.private', solicitud_id, novedad_id),
          jsonb_build_object('solicitud_id', solicitud_id, 'radicado', ${slot("radicado")}::text,
            'id_proceso', id_proceso::text, 'is_private', kind = 'proceso_private')
        from untold where kind in ('proceso_private', 'proceso_public')
        union all
        select 'proceso.verified', id, owner_id, concat_ws(':', 'proceso.verified', ${
      slot("executionId")
    }::text),
          ${about(slot, sql`id`)} || jsonb_build_object('evidence', ${slot("evidence")}::text)
        from solicitudes where ${own(slot)} and baseline_at <> ${slot("at")}::timestamptz
          and ${slot("outcome")}::text <> 'not_found' and ${isWanted("proceso.verified")}
          and not exists (select 1 from untold where untold.solicitud_id = solicitudes.id)
        union all
        select 'solicitud.completed', id, owner_id, concat_ws(':', 'solicitud.completed', ${
      slot("executionId")
    }::text),
          ${about(slot, sql`id`)} || jsonb_build_object('result', last_execution ->> 'result')
        from solicitudes where ${own(slot)}
          and (baseline_at = ${slot("at")}::timestamptz or frequency = 'once')
          and ${isWanted("solicitud.completed")}
      ), ${
      insertEvents({
        from: sql`(select news.*, ${slot("at")}::timestamptz as occurred_at from news) news`,
        where: isHeld(slot),
      })
    }
      select id, lane, organization_id, run_at from told_jobs`,
  { id: jobs.id, lane: jobs.lane, organizationId: jobs.organizationId, runAt: jobs.runAt },
);

/**
 * By watch, what turned up since its owner was told or first saw the case; not what another watch of theirs, of another
 * radicado that shows the same, has told already.
 */
function untold(slot: (name: string) => Placeholder): SQL {
  return sql`
    select distinct on (s.id, c.novedad_id) s.id as solicitud_id, s.owner_id, c.novedad_id, c.found_at,
      n.kind, n.severity, p.id_proceso
    from solicitudes s
    join novedad_cases c on c.organization_id = s.organization_id and c.radicado = s.radicado
      and c.found_at > coalesce(s.novedades_until, '-infinity')
    join novedades n on n.organization_id = c.organization_id and n.id = c.novedad_id
    join procesos p on p.organization_id = c.organization_id and p.id = c.proceso_id
    where s.organization_id = ${slot("organizationId")} and s.radicado = ${slot("radicado")}
      and s.baseline_at is not null and s.status <> 'paused' and ${isHeld(slot)}
      and not exists (
        select 1 from novedad_cases other
        join solicitudes mine on mine.organization_id = other.organization_id
          and mine.radicado = other.radicado and mine.owner_id = s.owner_id and mine.id <> s.id
        where other.organization_id = c.organization_id and other.novedad_id = c.novedad_id
          and other.found_at > mine.baseline_at and other.found_at <= mine.novedades_until
      )
    order by s.id, c.novedad_id, c.found_at`;
}

function about(slot: (name: string) => Placeholder, solicitudId: SQL): SQL {
  return sql`jsonb_build_object('solicitud_id', ${solicitudId}, 'radicado', ${slot("radicado")}::text,
    'execution_id', ${slot("executionId")}::text)`;
}

function own(slot: (name: string) => Placeholder): SQL {
  return sql`${solicitudes.organizationId} = ${slot("organizationId")} and ${solicitudes.id} = ${
    slot("solicitudId")
  }`;
}
