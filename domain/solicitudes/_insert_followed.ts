/** All chosen hits of a search at once, in one statement: solicitudes, jobs and the audit line. */
import { sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { queueEntry } from "#jobs/queue.ts";
import { insertAudit } from "../audit.ts";
import { queriesUsed } from "../quota.ts";
import { insertFirstRuns } from "./first_runs.ts";

/** A row for each radicado that was chosen, then one for each job; a single one where there is neither. */
export interface Followed {
  used: number;
  /** Radicados that are new to the person, whether or not they were inserted. */
  fresh: number;
  radicado: string | null;
  solicitudId: string | null;
  status: "created" | "held" | "already_followed" | null;
  jobId: string | null;
  jobLane: number | null;
  jobRunAt: Date | null;
}

/** As for the rows of an upload: beyond what is left of the month they are `held`, and where nothing is left, none is made. */
const insertAll = prepareSql<Followed>(
  (slot) =>
    sql`
      with quota as materialized (
        select used, case when ${slot("limit")}::int is null then 2147483647
          else greatest(${slot("limit")}::int - used, 0) end as free
        from (select case when ${slot("limit")}::int is null then 0 else ${
      queriesUsed(slot)
    } end as used) as month
      ), chosen as materialized (
        select radicado, max(first_seen_at) as seen_at from search_hits
        where organization_id = ${slot("organizationId")} and solicitud_id = ${slot("searchId")}::uuid
          and radicado ~ '^[0-9]{23}$' and case when ${slot("isAll")}::boolean then gone_at is null
            else radicado in (select json_array_elements_text(${slot("radicados")}::json)) end
        group by radicado
      ), known as materialized (
        select chosen.radicado, s.id from chosen
        join solicitudes s on s.organization_id = ${slot("organizationId")}
          and s.owner_id = ${slot("ownerId")}::uuid and s.radicado = chosen.radicado
      ), fresh as materialized (
        select radicado, row_number() over (order by seen_at desc, radicado) as turn from chosen
        where not exists (select 1 from known where known.radicado = chosen.radicado)
      ), counted as materialized (select count(*)::int as fresh from fresh
      ), made as (
        insert into solicitudes (owner_id, radicado, frequency, run_on, notify, status, search_text)
        select ${slot("ownerId")}::uuid, fresh.radicado, ${slot("frequency")}, ${slot("runOn")},
          ${slot("notify")}::jsonb, case when fresh.turn <= quota.free then 'pending' else 'held' end,
          fresh.radicado
        from fresh, quota where quota.free > 0 order by fresh.turn
        on conflict do nothing returning id, radicado, status
      ), run as (select id from made where status = 'pending'
      ), job as (${insertFirstRuns()}), outcome as materialized (
        select radicado, id, case when status = 'held' then 'held' else 'created' end as status from made
        union all select radicado, id, 'already_followed' from known
        -- Somebody was faster: it was there when the row came.
        union all select radicado, null, 'already_followed' from fresh
          where not exists (select 1 from made where made.radicado = fresh.radicado)
      ), settled as (
        select count(*) filter (where status = 'created') as created,
          count(*) filter (where status = 'held') as held,
          count(*) filter (where status = 'already_followed') as duplicates
        from outcome having exists (select 1 from quota, counted where free > 0 or counted.fresh = 0)
      ), audited as (${
      insertAudit(slot, {
        action: "solicitud.follow_hits",
        from: sql`settled`,
        targetId: sql`${slot("searchId")}::text`,
        data: sql`jsonb_build_object('created', created, 'held', held, 'duplicates', duplicates)`,
      })
    })
      select quota.used, counted.fresh, outcome.radicado, outcome.id, outcome.status,
        null::uuid, null::smallint, null::timestamptz
      from quota, counted left join outcome on true
      union all
      select quota.used, counted.fresh, null, null, null, job.id, job.lane, job.run_at from quota, counted, job`,
  {
    used: sql<number>`used`,
    fresh: sql<number>`fresh`,
    radicado: solicitudes.radicado,
    solicitudId: sql<string | null>`id`,
    status: sql<Followed["status"]>`status`,
    jobId: jobs.id,
    jobLane: jobs.lane,
    jobRunAt: jobs.runAt,
  },
);

/** `values`: those of quota and audit, `limit`, `searchId`, `ownerId`, `frequency`, `runOn` and `notify`. */
export function insertFollowed(
  values: Values,
  chosen: { radicados: readonly string[] | null },
): Query<Followed> {
  const organizationId = String(values.organizationId);
  const { radicados } = chosen;
  return {
    ...insertAll({ ...values, isAll: radicados === null, radicados: JSON.stringify(radicados ?? []) }),
    announces: (rows) =>
      rows.flatMap(({ jobId, jobLane, jobRunAt }) =>
        jobId === null || jobLane === null || jobRunAt === null
          ? []
          : [queueEntry({ id: jobId, lane: jobLane, organizationId, runAt: jobRunAt })]
      ),
  };
}
