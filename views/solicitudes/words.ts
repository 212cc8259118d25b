/** How statuses, results and reasons read. What could not be verified never reads like nothing new. */
import type { Tone } from "../ui/badge.tsx";
import { formatInstant } from "../ui/dates.tsx";

export type Tipo = "simple" | "avanzada";
export type Status = "pending" | "processing" | "completed" | "failed" | "paused" | "held";
export type Result = "found" | "not_found" | "private" | "unchanged" | "too_many" | "unverified" | "error";
export type Frequency = "once" | "daily" | "weekly" | "monthly" | "dynamic";

/** A run, as pages show it. */
export interface Check {
  id: string;
  result: Result | null;
  /** Why it could not be verified. */
  reason: string | null;
  retryAt: Date | null;
  source: string;
  trigger: "created" | "manual" | "scheduled";
  attempt: number;
  startedAt: Date;
  finishedAt: Date | null;
  evidence: string | null;
  newActuaciones: number;
  /** Of a search by name, not of a radicado. */
  isSearch: boolean;
}

export const STATUS: Readonly<Record<Status, { label: string; tone: Tone }>> = {
  pending: { label: "En espera", tone: "info" },
  processing: { label: "Verificando", tone: "info" },
  completed: { label: "Verificada", tone: "good" },
  failed: { label: "Sin verificar", tone: "bad" },
  paused: { label: "En pausa", tone: "quiet" },
  held: { label: "Retenida por cupo", tone: "warn" },
};

export const TIPOS: readonly (readonly [Tipo | "", string])[] = [
  ["", "Todas"],
  ["simple", "Radicados"],
  ["avanzada", "Búsquedas por nombre"],
];

export const FREQUENCIES: readonly (readonly [Frequency, string])[] = [
  ["dynamic", "Diaria, solo novedades"],
  ["daily", "Diaria"],
  ["weekly", "Semanal"],
  ["monthly", "Mensual"],
  ["once", "Una sola vez"],
];

export const TRIGGERS: Readonly<Record<Check["trigger"], string>> = {
  created: "Al registrar la solicitud",
  manual: "Pedida por una persona",
  scheduled: "Programada",
};

const REASONS: Readonly<Record<string, string>> = {
  portal_blocked: "el portal rechazó la consulta",
  portal_silent: "el portal respondió vacío, y esa respuesta no es confiable",
  portal_no_canary: "el portal respondió vacío, y no hay con qué comprobar esa respuesta",
  portal_garbled: "el portal respondió algo que no se puede leer con seguridad",
  portal_timeout: "el portal no respondió a tiempo",
  portal_unreachable: "no hubo conexión con el portal",
  portal_tls: "falló la conexión segura con el portal",
  portal_error: "el portal respondió con un error",
  portal_database_down: "la base de datos del portal no está disponible",
  breaker_open: "el portal viene fallando y LEXIA espera antes de preguntar de nuevo",
  budget_exhausted: "se agotó el cupo de consultas al portal por hoy",
  window_closed: "está cerrado el horario de consulta al portal",
  pace_unavailable: "LEXIA no pudo pedir turno para consultar el portal",
  worker_lost: "la verificación se interrumpió",
};

const SOURCES: Readonly<Record<string, string>> = {
  cpnu: "Consulta de Procesos Nacional Unificada, Rama Judicial",
};

export function frequencyLabel(frequency: Frequency): string {
  return FREQUENCIES.find(([value]) => value === frequency)?.[1] ?? frequency;
}

export function sourceLabel(source: string): string {
  return SOURCES[source] ?? source;
}

/** What a check says about the case, or about what a search shows, as a sentence. */
export function resultOf(check: Check): { text: string; tone: Tone } {
  switch (check.result) {
    case null:
      return { text: "Verificación en curso", tone: "info" };
    case "unchanged":
      return { text: "Verificado, sin novedades", tone: "good" };
    case "found":
      return { text: check.isSearch ? HITS_FOUND : foundText(check.newActuaciones), tone: "good" };
    case "too_many":
      return { text: TOO_MANY, tone: "warn" };
    case "not_found":
      return check.isSearch
        ? { text: NO_HITS, tone: "quiet" }
        : { text: "Verificado: el portal no tiene procesos con este radicado", tone: "quiet" };
    case "private":
      return {
        text: "Verificado: el proceso es reservado y el portal no muestra su contenido",
        tone: "quiet",
      };
    case "unverified":
      return { text: doubtText(check), tone: "warn" };
    case "error":
      return { text: doubtText(check), tone: "bad" };
  }
}

const HITS_FOUND = "Verificado: el portal muestra procesos de este nombre";
const NO_HITS = "Verificado: el portal no muestra procesos de este nombre";
const TOO_MANY =
  "Verificado: hay más de mil procesos y el portal no muestra ninguno. Registre otra búsqueda más precisa: el nombre completo, un despacho o solo los recientes";

function foundText(newActuaciones: number): string {
  if (newActuaciones === 0) return "Verificado: proceso encontrado";
  const entries = newActuaciones === 1 ? "1 actuación nueva" : `${newActuaciones} actuaciones nuevas`;
  return `Verificado: ${entries}`;
}

function doubtText({ reason, retryAt }: Check): string {
  const why = REASONS[reason ?? ""] ?? "ocurrió un error inesperado";
  const again = retryAt === null ? "" : `; se vuelve a intentar el ${formatInstant(retryAt)}`;
  return `No se pudo verificar: ${why}${again}`;
}
