/** From what the domain gives to what the views of solicitudes take. */
import { formatRadicado } from "#domain/radicado.ts";
import type { LastExecution, Solicitud } from "#domain/solicitudes/solicitud.ts";
import type { SolicitudRow } from "#views/solicitudes/list.tsx";
import type { Check } from "#views/solicitudes/words.ts";

export function rowOf(solicitud: Solicitud): SolicitudRow {
  const { id, radicado, parametros, alias, status, lastExecution, nextRunAt } = solicitud;
  const lastCheck = lastExecution && checkOf(lastExecution, parametros !== null);
  const nextCheckAt = nextRunAt ?? (status === "pending" && lastCheck ? lastCheck.retryAt : null);
  return {
    id,
    subject: radicado === null ? `«${parametros?.nombre ?? ""}»` : formatRadicado(radicado),
    isSearch: parametros !== null,
    alias,
    status,
    lastCheck,
    nextCheckAt,
  };
}

export function checkOf(execution: LastExecution, isSearch: boolean): Check {
  const { detail } = execution;
  return {
    id: execution.id,
    result: execution.result,
    reason: detail?.code ?? null,
    retryAt: instantOf(detail?.retry_at ?? null),
    source: execution.source,
    trigger: execution.trigger,
    attempt: execution.attempt,
    startedAt: new Date(execution.started_at),
    finishedAt: instantOf(execution.finished_at),
    evidence: execution.evidence,
    newActuaciones: execution.new_actuaciones,
    isSearch,
  };
}

function instantOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
