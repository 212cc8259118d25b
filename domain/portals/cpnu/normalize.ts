/** CPNU's rows as LEXIA keeps them (portal.md 1.6, 9). */
import { createHash } from "node:crypto";
import type { ActuacionSnapshot, ProcesoSnapshot, SujetoSnapshot } from "../portal.ts";
import type { SearchRow } from "./calls.ts";
import type { Drift } from "./drift.ts";
import { LookupFailure } from "./failures.ts";
import type { ProcesoReading } from "./reading.ts";
import { ACTUACION, DETALLE, readShape, SEARCH_ROW, SUJETO } from "./schemas.ts";

/** A row of the search and, unless the proceso is private, what was read of it. */
export interface ProcesoParts {
  search: unknown;
  /** Null where the portal said that the proceso is private; undefined where it was not asked. */
  detail: unknown;
  /** Whether those are all. */
  isComplete: boolean;
  actuaciones: ActuacionSnapshot[];
  sujetos: SujetoSnapshot[];
}

/** Trims, collapses white space, line breaks included, and composes accents (NFC). */
export function tidy(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

export function actuacionSnapshot(row: unknown, radicado: string, drift: Drift): ActuacionSnapshot {
  const { fields, raw } = readShape(ACTUACION, row, drift);
  if (fields.llaveProceso !== null && fields.llaveProceso !== radicado) {
    drift.note("other_radicado", "actuacion.llaveProceso");
  }
  const entry = {
    actuacion: tidy(fields.actuacion),
    anotacion: tidyOrNull(fields.anotacion),
    filedOn: fields.fechaActuacion,
    registeredOn: fields.fechaRegistro,
    termStartsOn: fields.fechaInicial,
    termEndsOn: fields.fechaFinal,
    hasDocuments: fields.conDocumentos ?? false,
  };
  return {
    idRegActuacion: fields.idRegActuacion,
    consActuacion: fields.consActuacion,
    ...entry,
    // Without its numbers: a docket that is renumbered was not edited.
    contentHash: createHash("sha256").update(JSON.stringify(Object.values(entry))).digest("hex"),
    raw,
  };
}

export function sujetoSnapshot(row: unknown, drift: Drift): SujetoSnapshot {
  const { fields, raw } = readShape(SUJETO, row, drift);
  return {
    idRegSujeto: fields.idRegSujeto,
    tipoSujeto: tidy(fields.tipoSujeto ?? ""),
    name: tidy(fields.nombreRazonSocial ?? ""),
    isEmplazado: fields.esEmplazado ?? false,
    raw,
  };
}

/** What was read of a proceso. @throws {LookupFailure} as `procesoSnapshot`. */
export function readingOf(
  row: SearchRow,
  { detail, depth, actuaciones = [], isComplete = false, sujetos = [] }:
    & Pick<ProcesoReading, "detail" | "depth">
    & Partial<Pick<ProcesoSnapshot, "actuaciones" | "isComplete" | "sujetos">>,
  drift: Drift,
): ProcesoReading {
  const parts = { search: row.raw, detail, actuaciones, isComplete, sujetos };
  return { row, detail, depth, snapshot: procesoSnapshot(parts, row.fields.llaveProceso, drift) };
}

/** @throws {LookupFailure} `portal_garbled` also where a row or detail is about another radicado. */
export function procesoSnapshot(parts: ProcesoParts, radicado: string, drift: Drift): ProcesoSnapshot {
  const { fields: row, raw: search } = readShape(SEARCH_ROW, parts.search, drift);
  const hasDetail = parts.detail !== undefined;
  const detail = parts.detail === null || !hasDetail ? null : readShape(DETALLE, parts.detail, drift);
  const about = detail?.fields ?? null;
  if (row.llaveProceso !== radicado || (about && about.llaveProceso !== radicado)) {
    throw new LookupFailure("portal_garbled");
  }
  const isPrivate = row.esPrivado || parts.detail === null || about?.esPrivado === true;
  return {
    idProceso: row.idProceso,
    idConexion: row.idConexion ?? about?.idConexion ?? null,
    radicado,
    isPrivate,
    despacho: tidyOrNull(about?.despacho) ?? tidyOrNull(row.despacho),
    departamento: tidyOrNull(row.departamento),
    officeCode: tidyOrNull(about?.codDespachoCompleto),
    ponente: tidyOrNull(about?.ponente),
    tipoProceso: tidyOrNull(about?.tipoProceso),
    claseProceso: tidyOrNull(about?.claseProceso),
    subclaseProceso: tidyOrNull(about?.subclaseProceso),
    recurso: tidyOrNull(about?.recurso),
    ubicacion: tidyOrNull(about?.ubicacion),
    contenidoRadicacion: tidyOrNull(about?.contenidoRadicacion),
    sujetosSummary: tidyOrNull(row.sujetosProcesales),
    filedOn: about?.fechaProceso ?? row.fechaProceso,
    lastActuacionOn: row.fechaUltimaActuacion,
    sourceUpdatedAt: about?.ultimaActualizacion ?? null,
    hasDetail,
    isComplete: !isPrivate && parts.isComplete,
    actuaciones: isPrivate ? [] : parts.actuaciones,
    sujetos: isPrivate ? [] : parts.sujetos,
    raw: hasDetail ? { search, detail: detail?.raw ?? null } : { search },
  };
}

/** Null for what is empty. */
export function tidyOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : tidy(text) || null;
}
