/** From what the domain gives to what the views of solicitudes take. */
import type { Actuacion } from "#domain/procesos/list_actuaciones.ts";
import type { Proceso } from "#domain/procesos/list_procesos.ts";
import type { Sujeto } from "#domain/procesos/list_sujetos.ts";
import { explainRadicado, formatRadicado, parseRadicado } from "#domain/radicado.ts";
import type { LastExecution, Solicitud } from "#domain/solicitudes/solicitud.ts";
import type { SolicitudDetail } from "#views/solicitudes/detail.tsx";
import type { DocketEntry } from "#views/solicitudes/docket.tsx";
import type { SolicitudRow } from "#views/solicitudes/list.tsx";
import type { ProcesoProps } from "#views/solicitudes/procesos.tsx";
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

export function detailOf(solicitud: Solicitud, now: number): SolicitudDetail {
  const { frequency, createdAt } = solicitud;
  const { radicado } = solicitud;
  const parts = radicado === null ? [] : explainRadicado(parseRadicado(radicado, now)).segments;
  return { ...rowOf(solicitud), parts, frequency, createdAt };
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

export function procesoOf(proceso: Proceso, sujetos: readonly Sujeto[]): ProcesoProps {
  return {
    idProceso: String(proceso.idProceso),
    isPrivate: proceso.isPrivate,
    despacho: proceso.despacho,
    departamento: proceso.departamento,
    ponente: proceso.ponente,
    clase: proceso.claseProceso,
    ubicacion: proceso.ubicacion,
    filedOn: proceso.filedOn,
    lastActuacionOn: proceso.lastActuacionOn,
    sourceUpdatedAt: proceso.sourceUpdatedAt,
    lastVerifiedAt: proceso.lastVerifiedAt,
    parties: sujetos.filter(({ procesoId }) => procesoId === proceso.id)
      .map(({ tipoSujeto, name }) => ({ role: tipoSujeto, name })),
  };
}

export function entryOf(actuacion: Actuacion, despacho: string | null): DocketEntry {
  return {
    id: actuacion.id,
    actuacion: actuacion.actuacion,
    anotacion: actuacion.anotacion,
    despacho,
    filedOn: actuacion.filedOn,
    registeredOn: actuacion.registeredOn,
    termStartsOn: actuacion.termStartsOn,
    termEndsOn: actuacion.termEndsOn,
    hasDocuments: actuacion.hasDocuments,
    isNew: actuacion.isNew,
  };
}
