import { sql } from "drizzle-orm";
import { prepareSql, type Query, type Values } from "#db/prepared.ts";
import { jobs } from "#db/schema/jobs.ts";
import { insertJobs, queueEntry } from "#jobs/queue.ts";
import { insertAudit } from "../audit.ts";
import { queriesUsed } from "../quota.ts";
import { executionKeyOf } from "./execution_key.ts";
import { type Solicitud, SOLICITUD_FIELDS } from "./solicitud.ts";

/** The solicitud's columns are null where none was made: beyond the quota, or where the person has it already. */
export type Creation = { [K in keyof Solicitud]: Solicitud[K] | null } & {
  used: number;
  jobId: string | null;
  jobLane: number | null;
  jobRunAt: Date | null;
};

export function isMade(solicitud: { [K in keyof Solicitud]: Solicitud[K] | null }): solicitud is Solicitud {
  return solicitud.id !== null;
}

const MADE = sql.raw("made");

const insertOne = prepareSql<Creation>(
  (slot) =>
    sql`
      with quota as materialized (
        select case when ${slot("limit")}::int is null then 0 else ${queriesUsed(slot)} end as used
      ), made as (
        insert into solicitudes (owner_id, tipo, radicado, parametros, alias, frequency, run_on, notify,
          search_text)
        select ${slot("ownerId")}::uuid, ${slot("tipo")}, ${slot("radicado")}, ${slot("parametros")}::jsonb,
          ${slot("alias")}, ${slot("frequency")}, ${slot("runOn")}, ${slot("notify")}::jsonb, ${
      slot("searchText")
    }
        from quota where ${slot("limit")}::int is null or used < ${slot("limit")}::int
        on conflict do nothing returning *
      ), job as (${
      insertJobs("solicitud.execute", {
        from: MADE,
        key: executionKeyOf(sql`made.id`),
        payload: sql`jsonb_build_object('solicitudId', made.id, 'trigger', 'created')`,
      })
    }), audited as (${
      insertAudit(slot, {
        action: "solicitud.create",
        from: MADE,
        targetId: sql`made.id::text`,
        data: sql`case when made.radicado is null then jsonb_build_object('parametros', made.parametros)
          else jsonb_build_object('radicado', made.radicado) end`,
      })
    })
      select quota.used, job.id, job.lane, job.run_at, ${
      sql.join(Object.values(SOLICITUD_FIELDS).map(({ name }) => sql`made.${sql.identifier(name)}`), sql`, `)
    }
      from quota left join made on true left join job on true`,
  {
    used: sql<number>`used`,
    jobId: jobs.id,
    jobLane: jobs.lane,
    jobRunAt: jobs.runAt,
    ...SOLICITUD_FIELDS,
  },
);

/**
 * The statement that makes a solicitud with its job and its audit line, where quota and uniqueness allow it; it always
 * answers one row. `values`: those of quota, audit and columns, and `limit`, null for none.
 */
export function insertSolicitud(values: Values): Query<Creation> {
  const organizationId = String(values.organizationId);
  return {
    ...insertOne(values),
    announces: (rows) =>
      rows.flatMap(({ jobId, jobLane, jobRunAt }) =>
        jobId === null || jobLane === null || jobRunAt === null
          ? []
          : [queueEntry({ id: jobId, lane: jobLane, organizationId, runAt: jobRunAt })]
      ),
  };
}
