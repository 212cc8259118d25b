/** How statuses, results and reasons read. What could not be verified never reads like nothing new. */
import type { Tone } from "../ui/badge.tsx";
import { formatCount, formatInstant } from "../ui/dates.tsx";
import { COLOMBIAN, type Locale, type Reader } from "../ui/reader.ts";

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

interface SolicitudWords {
  status: Readonly<Record<Status, string>>;
  tipos: readonly (readonly [Tipo | "", string])[];
  frequencies: readonly (readonly [Frequency, string])[];
  triggers: Readonly<Record<Check["trigger"], string>>;
  sources: Readonly<Record<string, string>>;
  running: string;
  unchanged: string;
  found: string;
  hitsFound: string;
  notFound: string;
  noHits: string;
  tooMany: string;
  private: string;
  unverified: string;
  unexpected: string;
  again: string;
  /** New actuaciones; `#` stands for how many. */
  fresh: { one: string; many: string };
  reasons: Readonly<Record<string, string>>;
}

const ES: SolicitudWords = {
  status: {
    pending: "En espera",
    processing: "Verificando",
    completed: "Verificada",
    failed: "Sin verificar",
    paused: "En pausa",
    held: "Retenida por cupo",
  },
  tipos: [
    ["", "Todas"],
    ["simple", "Radicados"],
    ["avanzada", "Búsquedas por nombre"],
  ],
  frequencies: [
    ["dynamic", "Diaria, solo novedades"],
    ["daily", "Diaria"],
    ["weekly", "Semanal"],
    ["monthly", "Mensual"],
    ["once", "Una sola vez"],
  ],
  triggers: {
    created: "Al registrar la solicitud",
    manual: "Pedida por una persona",
    scheduled: "Programada",
  },
  sources: { cpnu: "Consulta de Procesos Nacional Unificada, Rama Judicial" },
  running: "Verificación en curso",
  unchanged: "Verificado, sin novedades",
  found: "Verificado: proceso encontrado",
  hitsFound: "Verificado: el portal muestra procesos de este nombre",
  notFound: "Verificado: el portal no tiene procesos con este radicado",
  noHits: "Verificado: el portal no muestra procesos de este nombre",
  tooMany:
    "Verificado: hay más de mil procesos y el portal no muestra ninguno. Registre otra búsqueda más precisa: el nombre completo, un despacho o solo los recientes",
  private: "Verificado: el proceso es reservado y el portal no muestra su contenido",
  unverified: "No se pudo verificar:",
  unexpected: "ocurrió un error inesperado",
  again: "; se vuelve a intentar el",
  fresh: { one: "Verificado: 1 actuación nueva", many: "Verificado: # actuaciones nuevas" },
  reasons: {
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
  },
};

const EN: SolicitudWords = {
  status: {
    pending: "Waiting",
    processing: "Verifying",
    completed: "Verified",
    failed: "Not verified",
    paused: "Paused",
    held: "Held by quota",
  },
  tipos: [
    ["", "All"],
    ["simple", "Radicados"],
    ["avanzada", "Searches by name"],
  ],
  frequencies: [
    ["dynamic", "Daily, novedades only"],
    ["daily", "Daily"],
    ["weekly", "Weekly"],
    ["monthly", "Monthly"],
    ["once", "Once"],
  ],
  triggers: {
    created: "When the solicitud was registered",
    manual: "Asked for by a person",
    scheduled: "Scheduled",
  },
  sources: { cpnu: "Consulta de Procesos Nacional Unificada, Rama Judicial" },
  running: "Verification under way",
  unchanged: "Verified, nothing new",
  found: "Verified: proceso found",
  hitsFound: "Verified: the portal shows procesos of this name",
  notFound: "Verified: the portal has no procesos with this radicado",
  noHits: "Verified: the portal shows no procesos of this name",
  tooMany:
    "Verified: there are more than a thousand procesos and the portal shows none of them. Register a more precise search: the full name, one despacho or only the recent ones",
  private: "Verified: the proceso is reserved and the portal does not show what is in it",
  unverified: "Could not be verified:",
  unexpected: "an unexpected error occurred",
  again: "; the next attempt is on",
  fresh: { one: "Verified: 1 new actuación", many: "Verified: # new actuaciones" },
  reasons: {
    portal_blocked: "the portal refused the query",
    portal_silent: "the portal answered with nothing, and that answer cannot be trusted",
    portal_no_canary: "the portal answered with nothing, and there is nothing to check that answer against",
    portal_garbled: "the portal answered something that cannot be read with certainty",
    portal_timeout: "the portal did not answer in time",
    portal_unreachable: "there was no connection to the portal",
    portal_tls: "the secure connection to the portal failed",
    portal_error: "the portal answered with an error",
    portal_database_down: "the portal's database is not available",
    breaker_open: "the portal keeps failing and LEXIA waits before it asks again",
    budget_exhausted: "today's allowance of queries to the portal is used up",
    window_closed: "it is outside the hours in which the portal is asked",
    pace_unavailable: "LEXIA could not get its turn to ask the portal",
    worker_lost: "the verification was interrupted",
  },
};

const TONES: Readonly<Record<Status, Tone>> = {
  pending: "info",
  processing: "info",
  completed: "good",
  failed: "bad",
  paused: "quiet",
  held: "warn",
};

export function statusWords(status: Status, locale: Locale = "es"): { label: string; tone: Tone } {
  return { label: wordsIn(locale).status[status], tone: TONES[status] };
}

/** To choose from, the empty one standing for all. */
export function tipoChoices(locale: Locale = "es"): SolicitudWords["tipos"] {
  return wordsIn(locale).tipos;
}

export function frequencyChoices(locale: Locale = "es"): SolicitudWords["frequencies"] {
  return wordsIn(locale).frequencies;
}

export function frequencyLabel(frequency: Frequency, locale: Locale = "es"): string {
  return wordsIn(locale).frequencies.find(([value]) => value === frequency)?.[1] ?? frequency;
}

export function triggerLabel(trigger: Check["trigger"], locale: Locale = "es"): string {
  return wordsIn(locale).triggers[trigger];
}

export function sourceLabel(source: string, locale: Locale = "es"): string {
  return wordsIn(locale).sources[source] ?? source;
}

/** Why a check told nothing, as the rest of a sentence. */
export function reasonLabel(reason: string | null, locale: Locale = "es"): string {
  const { reasons, unexpected } = wordsIn(locale);
  return reasons[reason ?? ""] ?? unexpected;
}

/** What a check says about the case, or about what a search shows, as a sentence. */
export function resultOf(check: Check, reader: Reader = COLOMBIAN): { text: string; tone: Tone } {
  const words = wordsIn(reader.locale);
  switch (check.result) {
    case null:
      return { text: words.running, tone: "info" };
    case "unchanged":
      return { text: words.unchanged, tone: "good" };
    case "found":
      return { text: check.isSearch ? words.hitsFound : foundText(check, reader.locale), tone: "good" };
    case "too_many":
      return { text: words.tooMany, tone: "warn" };
    case "not_found":
      return { text: check.isSearch ? words.noHits : words.notFound, tone: "quiet" };
    case "private":
      return { text: words.private, tone: "quiet" };
    case "unverified":
      return { text: doubtText(check, reader), tone: "warn" };
    case "error":
      return { text: doubtText(check, reader), tone: "bad" };
  }
}

function foundText({ newActuaciones }: Check, locale: Locale): string {
  const { found, fresh } = wordsIn(locale);
  if (newActuaciones === 0) return found;
  if (newActuaciones === 1) return fresh.one;
  return fresh.many.replace("#", formatCount(newActuaciones, locale));
}

function doubtText({ reason, retryAt }: Check, { locale, timeZone }: Reader): string {
  const { unverified, again } = wordsIn(locale);
  const next = retryAt === null ? "" : `${again} ${formatInstant(retryAt, locale, timeZone)}`;
  return `${unverified} ${reasonLabel(reason, locale)}${next}`;
}

function wordsIn(locale: Locale): SolicitudWords {
  return locale === "en" ? EN : ES;
}
