/**
 * The statements of a run, prepared. They go in a batch that begins with `lockHeldJob`, and do nothing where the job's
 * lease was lost.
 */
import { and, eq, isNull, type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepare, prepareSql } from "#db/prepared.ts";
import { executions } from "#db/schema/executions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { isHeld } from "#jobs/queue.ts";
import { foundNews } from "../novedades/insert_novedades.ts";
import { newActuaciones, wasKnown } from "../procesos/save_procesos.ts";
import { latestExecution } from "./last_execution.ts";
import type { Solicitud } from "./solicitud.ts";

/** What a run needs of its solicitud. */
export interface LockedSolicitud extends Pick<Solicitud, "id" | "alias" | "radicado" | "parametros"> {
  /** The organization has procesos of this radicado; of a search, it shows hits. */
  isKnown: boolean;
}

export const lockSolicitud = prepare<LockedSolicitud>((db, slot) =>
  db.select({
    id: solicitudes.id,
    radicado: solicitudes.radicado,
    parametros: solicitudes.parametros,
    alias: solicitudes.alias,
    isKnown: sql<boolean>`exists (
      select 1 from procesos p
      where p.organization_id = ${solicitudes}.organization_id and p.radicado = ${solicitudes}.radicado
    ) or exists (
      select 1 from search_hits h
      where h.organization_id = ${solicitudes}.organization_id and h.solicitud_id = ${solicitudes}.id
        and h.gone_at is null
    )`,
  }).from(solicitudes).where(ownRow(slot)).for("update")
);

/** An earlier attempt's worker died: its execution never ended. */
export const closeLostExecutions = prepare<{ id: string }>((db, slot) =>
  db.update(executions)
    .set({ result: "error", finishedAt: sql`now()`, detail: { code: "worker_lost" } })
    .where(and(
      eq(executions.organizationId, slot("organizationId")),
      eq(executions.jobId, slot("jobId")),
      isNull(executions.result),
      isHeld(slot),
    )).returning({ id: executions.id })
);

/** Not for one that is paused. */
export const startExecution = prepareSql<{ id: string }>(
  (slot) =>
    sql`insert into executions (solicitud_id, job_id, attempt, trigger, source, started_at)
        select id, ${slot("jobId")}::uuid, ${slot("attempt")}::int, ${slot("trigger")}, ${slot("source")},
          ${sql.param(slot("startedAt"), executions.startedAt)}::timestamptz
        from solicitudes where ${ownRow(slot)} and status <> 'paused' and ${isHeld(slot)}
        returning id`,
  { id: executions.id },
);

export const showProcessing = prepare<{ id: string }>((db, slot) =>
  db.update(solicitudes)
    .set({ status: "processing", lastExecution: latestExecution(), updatedAt: sql`now()` })
    .where(and(ownRow(slot), sql`${solicitudes.status} <> 'paused'`, isHeld(slot)))
    .returning({ id: solicitudes.id })
);

/** With a trustworthy answer. After what it found was saved: a known case without news is `unchanged`. */
export const endTrusted = prepareSql<never>(
  (slot) =>
    sql`update executions set
          result = case when ${
      slot("outcome")
    } = 'found' and news.known and not news.is_news and news.count = 0
            then 'unchanged' else ${slot("outcome")} end,
          new_actuaciones = news.count,
          finished_at = ${sql.param(slot("finishedAt"), executions.finishedAt)}::timestamptz,
          duration_ms = ${slot("durationMs")}, evidence = ${slot("evidence")},
          portal_calls = ${slot("portalCalls")}
        from (
          select ${wasKnown(slot)} as known, ${newActuaciones(slot)} as count, ${foundNews(slot)} as is_news
        ) news
        where organization_id = ${slot("organizationId")} and id = ${slot("executionId")} and ${
      isHeld(slot)
    }`,
  {},
);

/** Paused meanwhile, it stays so; renamed meanwhile, its search text is the new name's. */
export const completeSolicitud = prepareSql<Pick<Solicitud, "status" | "lastExecution">>(
  (slot) =>
    sql`update solicitudes set
          status = case when status = 'paused' then 'paused' else 'completed' end,
          baseline_at = coalesce(baseline_at, ${slot("at")}::timestamptz),
          novedades_until = case when baseline_at is null then (
            select max(c.found_at) from novedad_cases c
            where c.organization_id = solicitudes.organization_id and c.radicado = solicitudes.radicado
          ) else novedades_until end,
          completed_at = ${slot("at")}::timestamptz,
          next_run_at = case when status = 'paused' then null else ${nextRun(slot)} end,
          search_text = case when alias is not distinct from ${slot("alias")}
            then coalesce(${slot("searchText")}, search_text) else search_text end,
          last_execution = ${latestExecution()},
          updated_at = now()
        where ${ownRow(slot)} and ${isHeld(slot)}
        returning status, last_execution`,
  { status: solicitudes.status, lastExecution: solicitudes.lastExecution },
);

/** By the frequency and the days that it has now, of `nextRuns` as JSON: null for one that runs once. */
export function nextRun(slot: (name: string) => Placeholder): SQL {
  return sql`(${slot("nextRuns")}::jsonb ->> (frequency || ' ' || run_on))::timestamptz`;
}

/** The solicitud of the run. */
export function ownRow(slot: (name: string) => Placeholder): SQL | undefined {
  return and(eq(solicitudes.organizationId, slot("organizationId")), eq(solicitudes.id, slot("solicitudId")));
}
