/** What narrows an export, from the API's spelling to what the lists take. */
import { spanOf } from "../analytics/day_span.ts";
import { DomainError } from "../errors.ts";
import type { NovedadesToExport } from "./export_novedades.ts";
import type { SolicitudToExport } from "./export_solicitud.ts";
import type { SolicitudesToExport } from "./export_solicitudes.ts";
import type { ExportFilters, ExportSubject } from "./export_file.ts";

const TAKEN: Readonly<Record<ExportSubject, readonly (keyof ExportFilters)[]>> = {
  solicitudes: ["tipo", "status", "q", "created_from", "created_before"],
  novedades: [
    ...["unread", "severity", "kind", "radicado", "solicitud_id", "despacho"] as const,
    ...["q", "from", "to", "assigned_to_me", "acknowledged"] as const,
  ],
  case: ["solicitud_id", "proceso_id", "new", "private", "followed", "gone"],
  usage: ["from", "to"],
  analytics: ["from", "to"],
};

/** @throws {DomainError} `request_invalid` for one that the subject does not take, or cannot be read by. */
export function checkFilters(what: ExportSubject, filters: ExportFilters, now: number): void {
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined && !TAKEN[what].some((taken) => taken === name)) {
      throw invalid(name, "unrecognized_key", `There is no such filter of ${what}`);
    }
  }
  if (what === "case" && filters.solicitud_id === undefined) {
    throw invalid("solicitud_id", "required", "Name the solicitud whose case or hits they are");
  }
  if (what === "usage" || what === "analytics") spanOf(filters, now);
  else {
    for (const name of ["from", "to"] as const) {
      const value = filters[name];
      if (value !== undefined && Number.isNaN(Date.parse(value))) {
        throw invalid(name, "invalid_format", "Give an instant with its offset");
      }
    }
  }
}

export function solicitudesOf(filters: ExportFilters): SolicitudesToExport {
  return {
    tipo: filters.tipo,
    status: filters.status,
    text: filters.q,
    createdFrom: instantOf(filters.created_from),
    createdBefore: instantOf(filters.created_before),
  };
}

export function novedadesOf(filters: ExportFilters): NovedadesToExport {
  return {
    unread: filters.unread,
    severity: filters.severity,
    kind: filters.kind,
    radicado: filters.radicado,
    solicitudId: filters.solicitud_id,
    despacho: filters.despacho,
    text: filters.q,
    detectedFrom: instantOf(filters.from),
    detectedBefore: instantOf(filters.to),
    assignedToMe: filters.assigned_to_me,
    acknowledged: filters.acknowledged,
  };
}

export function solicitudOf(filters: ExportFilters): SolicitudToExport {
  return {
    id: filters.solicitud_id ?? "",
    procesoId: filters.proceso_id,
    hits: {
      isNew: filters.new,
      isPrivate: filters.private,
      isFollowed: filters.followed,
      isGone: filters.gone,
    },
  };
}

function instantOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function invalid(name: string, code: string, message: string): DomainError {
  return new DomainError("request_invalid", { errors: [{ field: `filters.${name}`, code, message }] });
}
