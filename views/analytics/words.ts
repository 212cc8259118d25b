/** The words of the figures' page, in both languages. */
import type { Locale } from "../ui/reader.ts";

const WORDS = {
  title: ["Analítica", "Analytics"],
  lead: ["Lo que pasó en su organización, en cifras.", "What happened in your organization, in figures."],
  export: ["Descargar", "Download"],
  with_limit: ["Del límite de cada mes: #", "Of each month’s limit: #"],
  no_limit: ["Sin límite", "No limit"],
  week_of: ["Semana del", "Week of"],
  span: ["Periodo", "Period"],
  from: ["Desde el día", "From"],
  to: ["Hasta el día", "To"],
  show: ["Ver", "Show"],
  wrong: [
    "Corrija las fechas: dos años como máximo, y la primera no después de la última.",
    "Correct the dates: two years at most, and the first not after the last.",
  ],
  runs: ["Verificaciones", "Checks"],
  novedades: ["Novedades", "Novedades"],
  queries: ["Consultas usadas", "Queries used"],
  median: ["Mitad encontradas en", "Half of them found within"],
  p95: ["95 % encontradas en", "95 % found within"],
  hours: ["horas", "hours"],
  runs_by_day: ["Verificaciones por día", "Checks by day"],
  runs_by_week: ["Verificaciones por semana", "Checks by week"],
  runs_by_result: ["Verificaciones por resultado", "Checks by result"],
  novedades_by_day: ["Novedades por día", "Novedades by day"],
  novedades_by_week: ["Novedades por semana", "Novedades by week"],
  by_kind: ["Novedades por tipo", "Novedades by kind"],
  by_despacho: ["Despachos con más novedades", "Courts with the most novedades"],
  by_person: ["Personas con más novedades", "People with the most novedades"],
  portal: ["Respuestas confiables del portal", "Answers of the portal to be trusted"],
  portal_hint: [
    "De cada cien consultas al portal, de todas las organizaciones, cuántas tuvieron respuesta confiable.",
    "Of a hundred calls to the portal, of all organizations, how many got an answer to be trusted.",
  ],
  detection_hint: [
    "Desde el comienzo del día en que el despacho la registró hasta que LEXIA la encontró.",
    "From the beginning of the day on which the court registered it until LEXIA found it.",
  ],
  none: ["Nada en estos días.", "Nothing in these days."],
  day: ["Día", "Day"],
  week: ["Semana", "Week"],
  label: ["Detalle", "Detail"],
  count: ["Cantidad", "Count"],
  unknown_despacho: ["Sin despacho", "No court named"],
  unknown_person: ["Persona retirada", "Person who left"],
  "result:found": ["Con actuaciones", "With entries"],
  "result:not_found": ["No aparece en el portal", "Not in the portal"],
  "result:too_many": ["Más de mil resultados", "More than a thousand results"],
  "result:private": ["Reservado", "Private"],
  "result:unchanged": ["Sin novedades", "Nothing new"],
  "result:unverified": ["Sin verificar", "Not verified"],
  "result:error": ["Con error", "Failed"],
  "kind:actuacion": ["Actuación nueva", "New entry"],
  "kind:actuacion_edited": ["Actuación modificada", "Edited entry"],
  "kind:actuacion_withdrawn": ["Actuación retirada", "Withdrawn entry"],
  "kind:proceso_private": ["Pasó a ser reservado", "Became private"],
  "kind:proceso_public": ["Volvió a ser público", "Became public"],
  "kind:despacho_changed": ["Cambio de despacho", "Other court"],
  "kind:ponente_changed": ["Cambio de ponente", "Other judge"],
  "kind:proceso_added": ["Proceso nuevo", "New case"],
} as const satisfies Record<string, readonly [es: string, en: string]>;

export type WordKey = keyof typeof WORDS;

export function say(key: WordKey, locale: Locale): string {
  return WORDS[key][locale === "es" ? 0 : 1];
}

/** Of a code such as `result:found`; one without words stays as it is. */
export function sayCode(code: string, locale: Locale): string {
  return isKnown(code) ? say(code, locale) : code.replace(/^\w+:/, "");
}

function isKnown(code: string): code is WordKey {
  return Object.hasOwn(WORDS, code);
}
