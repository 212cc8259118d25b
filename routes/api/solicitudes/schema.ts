/** Solicitudes, executions, procesos, actuaciones and sujetos as the API shows them. */
import { z } from "@hono/zod-openapi";
import { formatRadicado } from "#domain/radicado.ts";
import type { Actuacion } from "#domain/procesos/list_actuaciones.ts";
import type { Proceso } from "#domain/procesos/list_procesos.ts";
import type { Sujeto } from "#domain/procesos/list_sujetos.ts";
import { executionDocument } from "#domain/solicitudes/last_execution.ts";
import { type Execution, FREQUENCIES, type Solicitud, STATUSES } from "#domain/solicitudes/solicitud.ts";
import { ParametrosBody } from "./parametros.ts";

const instant = z.iso.datetime();
const day = z.iso.date();
const SOLICITUD_ID = "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e";

export const NotifyBody = z.object({
  email: z.boolean().meta({ description: "Tell by e-mail" }),
  when: z.enum(["change", "every_check", "digest"]),
  muted: z.boolean(),
}).openapi("Notify", { example: { email: true, when: "change", muted: false } });

export const RunOnBody = z.enum(["judicial_days", "every_day"]).meta({
  description:
    "`judicial_days`: only on days on which the courts work; `every_day`: on every day on which LEXIA asks",
});

export const ExecutionBody = z.object({
  id: z.uuid(),
  result: z.enum(["found", "not_found", "private", "unchanged", "too_many", "unverified", "error"]).nullable()
    .meta({
      description:
        "Null while it runs. `too_many`: a search that the portal shows no hits of, since there are more than a " +
        "thousand: narrow it. `unverified`: the portal blocked or answered doubtfully; says nothing of the case",
    }),
  source: z.string(),
  trigger: z.enum(["created", "manual", "scheduled"]),
  attempt: z.int(),
  started_at: instant,
  finished_at: instant.nullable(),
  duration_ms: z.int().nullable(),
  evidence: z.string().nullable().meta({ description: "SHA-256 of the portal's answers" }),
  portal_calls: z.int(),
  new_actuaciones: z.int(),
  detail: z.object({ code: z.string(), retry_at: instant.nullable() }).nullable(),
}).openapi("Execution", {
  example: {
    id: "0192f0c5-7b3f-7d2c-8e4e-3c2f5b6d7e8f",
    result: "found",
    source: "cpnu",
    trigger: "created",
    attempt: 1,
    started_at: "2026-11-20T15:04:05.000Z",
    finished_at: "2026-11-20T15:04:27.310Z",
    duration_ms: 22310,
    evidence: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    portal_calls: 4,
    new_actuaciones: 0,
    detail: null,
  },
});

export const SolicitudBody = z.object({
  id: z.uuid(),
  tipo: z.enum(["simple", "avanzada"]),
  radicado: z.string().length(23).nullable(),
  radicado_formatted: z.string().nullable(),
  parametros: ParametrosBody.nullable().meta({ description: "Of an `avanzada`: what it looks for" }),
  alias: z.string().nullable(),
  status: z.enum(STATUSES),
  frequency: z.enum(FREQUENCIES),
  run_on: RunOnBody,
  notify: NotifyBody,
  last_execution: ExecutionBody.nullable(),
  next_run_at: instant.nullable(),
  created_at: instant,
  updated_at: instant,
  completed_at: instant.nullable(),
  last_verified_at: instant.nullable().meta({
    description:
      "When the portal last gave an answer that can be trusted; later runs without one do not move it",
  }),
  owner_id: z.uuid(),
  links: z.object({
    self: z.string(),
    executions: z.string(),
    procesos: z.string(),
    actuaciones: z.string(),
    sujetos: z.string(),
    hits: z.string(),
    progress: z.string(),
  }),
}).openapi("Solicitud", {
  example: {
    id: SOLICITUD_ID,
    tipo: "simple",
    radicado: "11001400308220179999900",
    radicado_formatted: "11001-40-03-082-2017-99999-00",
    parametros: null,
    alias: "Cobro de cartera",
    status: "pending",
    frequency: "dynamic",
    run_on: "judicial_days",
    notify: { email: true, when: "change", muted: false },
    last_execution: null,
    next_run_at: null,
    created_at: "2026-11-20T15:04:04.512Z",
    updated_at: "2026-11-20T15:04:04.512Z",
    completed_at: null,
    last_verified_at: null,
    owner_id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    links: linksOf(SOLICITUD_ID),
  },
});

export const ProcesoBody = z.object({
  id: z.uuid(),
  source: z.string(),
  id_proceso: z.string().meta({ description: "The portal's own number" }),
  radicado: z.string(),
  is_private: z.boolean(),
  despacho: z.string().nullable(),
  departamento: z.string().nullable(),
  office_code: z.string().nullable().meta({ description: "May differ from the radicado's first 12 digits" }),
  ponente: z.string().nullable(),
  tipo_proceso: z.string().nullable(),
  clase_proceso: z.string().nullable(),
  subclase_proceso: z.string().nullable(),
  recurso: z.string().nullable(),
  ubicacion: z.string().nullable(),
  contenido_radicacion: z.string().nullable(),
  sujetos_procesales: z.string().nullable(),
  filed_on: day.nullable(),
  last_actuacion_on: day.nullable(),
  source_updated_at: instant.nullable().meta({ description: "How fresh the portal's own copy is" }),
  first_seen_at: instant,
  last_verified_at: instant,
}).openapi("Proceso", {
  example: {
    id: "0192f0c5-8c40-7e3d-9f5f-4d3a6c7e8f90",
    source: "cpnu",
    id_proceso: "987654323",
    radicado: "17001400300220249999900",
    is_private: false,
    despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES",
    departamento: "CALDAS",
    office_code: "170014003002",
    ponente: "JUEZ INVENTADA",
    tipo_proceso: "De Ejecución",
    clase_proceso: "Ejecutivo Singular",
    subclase_proceso: "Por sumas de dinero",
    recurso: "Sin Tipo de Recurso",
    ubicacion: "Despacho",
    contenido_radicacion: null,
    sujetos_procesales: "Demandante: EMPRESA FICTICIA S.A.S. | Demandado: PERSONA INVENTADA",
    filed_on: "2024-03-06",
    last_actuacion_on: "2026-05-22",
    source_updated_at: "2026-05-26T00:23:52.873Z",
    first_seen_at: "2026-11-20T15:04:27.310Z",
    last_verified_at: "2026-11-20T15:04:27.310Z",
  },
});

export const ActuacionBody = z.object({
  id: z.uuid(),
  proceso_id: z.uuid(),
  id_reg_actuacion: z.string().meta({ description: "The portal's number; exceeds 32 bits, hence a string" }),
  cons_actuacion: z.int(),
  actuacion: z.string(),
  anotacion: z.string().nullable(),
  filed_on: day,
  registered_on: day.nullable(),
  term_starts_on: day.nullable(),
  term_ends_on: day.nullable(),
  has_documents: z.boolean(),
  is_new: z.boolean().meta({ description: "Came after the solicitud first saw the case" }),
  grouped_with: z.uuid().nullable().meta({
    description: "The auto whose fijación en estado this is: one notice together",
  }),
  edited_at: instant.nullable().meta({ description: "When LEXIA last found it changed: it is modificada" }),
  previous: z.record(z.string(), z.unknown()).nullable().meta({
    description: "What stood there before that",
  }),
  withdrawn_at: instant.nullable().meta({
    description: "When the portal no longer showed it: it is retirada; null while it is there",
  }),
}).openapi("Actuacion", {
  example: {
    id: "0192f0c5-9d51-7f4e-8a60-5e4b7d8f90a1",
    proceso_id: "0192f0c5-8c40-7e3d-9f5f-4d3a6c7e8f90",
    id_reg_actuacion: "2876543210",
    cons_actuacion: 57,
    actuacion: "Fijacion estado",
    anotacion: "Actuación registrada el 2026-05-21 a las: 4:02pm",
    filed_on: "2026-05-21",
    registered_on: "2026-05-21",
    term_starts_on: "2026-05-22",
    term_ends_on: "2026-05-22",
    has_documents: false,
    is_new: false,
    grouped_with: null,
    edited_at: null,
    previous: null,
    withdrawn_at: null,
  },
});

export const SujetoBody = z.object({
  id: z.uuid(),
  proceso_id: z.uuid(),
  tipo_sujeto: z.string(),
  name: z.string(),
  is_emplazado: z.boolean(),
}).openapi("Sujeto", {
  example: {
    id: "0192f0c5-ae62-7a5f-9b71-6f5c8e90a1b2",
    proceso_id: "0192f0c5-8c40-7e3d-9f5f-4d3a6c7e8f90",
    tipo_sujeto: "Demandante",
    name: "EMPRESA FICTICIA S.A.S.",
    is_emplazado: false,
  },
});

export function solicitudBody(solicitud: Solicitud): z.output<typeof SolicitudBody> {
  return {
    id: solicitud.id,
    tipo: solicitud.tipo,
    radicado: solicitud.radicado,
    radicado_formatted: solicitud.radicado && formatRadicado(solicitud.radicado),
    parametros: solicitud.parametros,
    alias: solicitud.alias,
    status: solicitud.status,
    frequency: solicitud.frequency,
    run_on: solicitud.runOn,
    notify: solicitud.notify,
    last_execution: solicitud.lastExecution,
    next_run_at: orNull(solicitud.nextRunAt),
    created_at: solicitud.createdAt.toISOString(),
    updated_at: solicitud.updatedAt.toISOString(),
    completed_at: orNull(solicitud.completedAt),
    last_verified_at: orNull(solicitud.completedAt),
    owner_id: solicitud.ownerId,
    links: linksOf(solicitud.id),
  };
}

export function executionBody(execution: Execution): z.output<typeof ExecutionBody> {
  return executionDocument(execution);
}

export function procesoBody(proceso: Proceso): z.output<typeof ProcesoBody> {
  return {
    id: proceso.id,
    source: proceso.source,
    id_proceso: String(proceso.idProceso),
    radicado: proceso.radicado,
    is_private: proceso.isPrivate,
    despacho: proceso.despacho,
    departamento: proceso.departamento,
    office_code: proceso.officeCode,
    ponente: proceso.ponente,
    tipo_proceso: proceso.tipoProceso,
    clase_proceso: proceso.claseProceso,
    subclase_proceso: proceso.subclaseProceso,
    recurso: proceso.recurso,
    ubicacion: proceso.ubicacion,
    contenido_radicacion: proceso.contenidoRadicacion,
    sujetos_procesales: proceso.sujetosSummary,
    filed_on: proceso.filedOn,
    last_actuacion_on: proceso.lastActuacionOn,
    source_updated_at: orNull(proceso.sourceUpdatedAt),
    first_seen_at: proceso.firstSeenAt.toISOString(),
    last_verified_at: proceso.lastVerifiedAt.toISOString(),
  };
}

export function actuacionBody(actuacion: Actuacion): z.output<typeof ActuacionBody> {
  return {
    id: actuacion.id,
    proceso_id: actuacion.procesoId,
    id_reg_actuacion: String(actuacion.idRegActuacion),
    cons_actuacion: actuacion.consActuacion,
    actuacion: actuacion.actuacion,
    anotacion: actuacion.anotacion,
    filed_on: actuacion.filedOn,
    registered_on: actuacion.registeredOn,
    term_starts_on: actuacion.termStartsOn,
    term_ends_on: actuacion.termEndsOn,
    has_documents: actuacion.hasDocuments,
    is_new: actuacion.isNew,
    grouped_with: actuacion.groupedWith,
    edited_at: orNull(actuacion.editedAt),
    previous: actuacion.previous,
    withdrawn_at: orNull(actuacion.withdrawnAt),
  };
}

export function sujetoBody(sujeto: Sujeto): z.output<typeof SujetoBody> {
  return {
    id: sujeto.id,
    proceso_id: sujeto.procesoId,
    tipo_sujeto: sujeto.tipoSujeto,
    name: sujeto.name,
    is_emplazado: sujeto.isEmplazado,
  };
}

/** A solicitud's version as its entity tag (RFC 9110, section 8.8.3). */
export function etagOf(solicitud: Solicitud): string {
  return `"${solicitud.version}"`;
}

function linksOf(id: string) {
  const self = `/api/v1/solicitudes/${id}`;
  return {
    self,
    executions: `${self}/executions`,
    procesos: `${self}/procesos`,
    actuaciones: `${self}/actuaciones`,
    sujetos: `${self}/sujetos`,
    hits: `${self}/hits`,
    progress: `${self}/progress`,
  };
}

function orNull(date: Date | null): string | null {
  return date && date.toISOString();
}
