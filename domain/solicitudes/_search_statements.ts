/** The statements of a search's end, prepared: as those of `_run_statements.ts`, for a batch after `lockHeldJob`. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { assignments, columnList, recordset, recordsOf } from "#db/recordset.ts";
import { executions } from "#db/schema/executions.ts";
import { searchHits } from "#db/schema/search_hits.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { isHeld } from "#jobs/queue.ts";
import type { SearchHit } from "../portals/name_search.ts";
import { nextRun, ownRow } from "./_run_statements.ts";
import { latestExecution } from "./last_execution.ts";
import type { Solicitud } from "./solicitud.ts";

const HIT = {
  idProceso: searchHits.idProceso,
  radicado: searchHits.radicado,
  despacho: searchHits.despacho,
  departamento: searchHits.departamento,
  filedOn: searchHits.filedOn,
  lastActuacionOn: searchHits.lastActuacionOn,
  sujetosSummary: searchHits.sujetosSummary,
  isPrivate: searchHits.isPrivate,
};

/** All that the search shows now; what it showed before and no longer does is gone. */
export function saveHits(values: Values, hits: readonly SearchHit[]): Query<never>[] {
  return [upsertHits({ ...values, hits: recordsOf(HIT, hits) }), markGone(values)];
}

const upsertHits = prepareSql<never>(
  (slot) =>
    sql`insert into search_hits (solicitud_id, first_seen_at, last_seen_at, ${columnList(HIT)})
        select ${slot("solicitudId")}::uuid, ${at(slot)}, ${at(slot)}, ${columnList(HIT, "record")}
        from ${recordset(slot("hits"), HIT)}
        where exists (select 1 from solicitudes where ${ownRow(slot)}) and ${isHeld(slot)}
        on conflict (organization_id, solicitud_id, id_proceso) do update set
          ${assignments(HIT, (column) => sql`excluded.${column}`)},
          last_seen_at = excluded.last_seen_at, gone_at = null`,
  {},
);

const markGone = prepareSql<never>(
  (slot) =>
    sql`update search_hits set gone_at = ${at(slot)}
        where ${ofRun(slot)} and gone_at is null and last_seen_at < ${at(slot)} and ${isHeld(slot)}`,
  {},
);

/** After the hits were saved: where none came or went since the first answer, it is `unchanged`. */
export const endSearch = prepareSql<never>(
  (slot) =>
    sql`update executions set
          result = case when ${slot("outcome")} = 'found' and before.has_baseline and before.moved = 0
            then 'unchanged' else ${slot("outcome")} end,
          finished_at = ${sql.param(slot("finishedAt"), executions.finishedAt)}::timestamptz,
          duration_ms = ${slot("durationMs")}, evidence = ${slot("evidence")},
          portal_calls = ${slot("portalCalls")}
        from (
          select exists (select 1 from solicitudes where ${ownRow(slot)} and baseline_at is not null)
              as has_baseline,
            (select count(*) from search_hits where ${ofRun(slot)}
              and (first_seen_at = ${at(slot)} or gone_at = ${at(slot)})) as moved
        ) before
        where organization_id = ${slot("organizationId")} and id = ${slot("executionId")} and ${
      isHeld(slot)
    }`,
  {},
);

/** A search that has too many hits has shown none of them: what it shows first is still to come. */
export const completeSearch = prepareSql<Pick<Solicitud, "status" | "lastExecution">>(
  (slot) =>
    sql`update solicitudes set
          status = case when status = 'paused' then 'paused' else 'completed' end,
          baseline_at = case when ${slot("outcome")}::text = 'too_many' then baseline_at
            else coalesce(baseline_at, ${at(slot)}) end,
          completed_at = ${at(slot)},
          next_run_at = case when status = 'paused' then null else ${nextRun(slot)} end,
          last_execution = ${latestExecution()},
          updated_at = now()
        where ${ownRow(slot)} and ${isHeld(slot)}
        returning status, last_execution`,
  { status: solicitudes.status, lastExecution: solicitudes.lastExecution },
);

function ofRun(slot: (name: string) => Placeholder): SQL {
  return sql`${searchHits.organizationId} = ${slot("organizationId")}
    and ${searchHits.solicitudId} = ${slot("solicitudId")}::uuid`;
}

function at(slot: (name: string) => Placeholder): SQL {
  return sql`${slot("at")}::timestamptz`;
}
