/**
 * A solicitud's row holds its latest run as the API shows an execution, so that lists need to look nowhere else.
 * Whatever writes an execution sets it in the same transaction, from the executions themselves.
 */
import { type SQL, sql } from "drizzle-orm";
import { executions } from "#db/schema/executions.ts";
import { type LastExecution, solicitudes } from "#db/schema/solicitudes.ts";
import type { Execution } from "./solicitud.ts";

/** For an UPDATE of solicitudes: the document of the row's latest execution, null where there is none. */
export function latestExecution(): SQL {
  return sql`(
    select json_build_object(
      'id', e.id, 'result', e.result, 'source', e.source, 'trigger', e.trigger, 'attempt', e.attempt,
      'started_at', ${instantText("started_at")}, 'finished_at', ${instantText("finished_at")},
      'duration_ms', e.duration_ms, 'evidence', e.evidence, 'portal_calls', e.portal_calls,
      'new_actuaciones', e.new_actuaciones,
      'detail', case when e.detail is not null
        then json_build_object('code', e.detail ->> 'code', 'retry_at', e.detail ->> 'retryAt') end
    )
    from ${executions} e
    where e.organization_id = ${solicitudes}.organization_id and e.solicitud_id = ${solicitudes}.id
    order by e.started_at desc, e.id desc limit 1
  )`;
}

/** As `Date.toISOString` writes it. */
function instantText(column: string): SQL {
  return sql`to_char(e.${sql.identifier(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** The same document of an execution that was read. */
export function executionDocument(execution: Execution): LastExecution {
  const { detail } = execution;
  return {
    id: execution.id,
    result: execution.result,
    source: execution.source,
    trigger: execution.trigger,
    attempt: execution.attempt,
    started_at: execution.startedAt.toISOString(),
    finished_at: execution.finishedAt?.toISOString() ?? null,
    duration_ms: execution.durationMs,
    evidence: execution.evidence,
    portal_calls: execution.portalCalls,
    new_actuaciones: execution.newActuaciones,
    detail: detail && { code: detail.code, retry_at: detail.retryAt ?? null },
  };
}
