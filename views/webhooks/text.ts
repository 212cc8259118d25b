/** What a chat channel is told of each event, in each language: one sentence and a link. */

import { foundText, type HitCounts, type NamedSearch, searchName } from "./search_words.ts";

/** As `domain/events/event_types.ts` has them: this room knows nothing of that one, so what it says is said again. */
export interface TextSays {
  "solicitud.completed": {
    radicado: string | null;
    result: string;
    hits?: HitCounts;
    severity?: "low" | "normal" | "high" | null;
  };
  "solicitud.failed": { radicado: string | null };
  "solicitud.held": { radicado: string | null; resumes_at: string };
  "novedad.created": {
    radicado: string;
    novedad_ids: readonly string[];
    severity: "low" | "normal" | "high";
  };
  "proceso.verified": { radicado: string | null };
  "proceso.private": { radicado: string; is_private: boolean };
  "bulk.completed": { total: number; valid: number; invalid: number };
  "quota.warning": { used: number; limit: number; percent: number };
  "webhook.test": { webhook_id: string };
}

export type TextNotice = {
  [K in keyof TextSays]: {
    type: K;
    locale: "es" | "en";
    data: TextSays[K];
    /** Null where it is about no watch. */
    about: NamedSearch | null;
    link: string;
  };
}[keyof TextSays];

/** `name` gives what a sentence is about the words that a sentence has for it. */
type Dictionary = {
  [K in keyof TextSays]: (says: TextSays[K], name: (radicado: string | null) => string) => string;
};

const ES: Dictionary = {
  "solicitud.completed": ({ radicado, result, hits, severity }, name) =>
    hits
      ? foundText({ result, hits, isUrgent: severity === "high" }, name(null), "es")
      : `Consulta terminada: ${name(radicado)}.`,
  "solicitud.failed": ({ radicado }, name) => `No se pudo consultar: ${name(radicado)}.`,
  "solicitud.held": ({ radicado, resumes_at: at }, name) =>
    `En espera por el cupo de consultas: ${name(radicado)}. Sigue el ${day(at, "es")}.`,
  "novedad.created": ({ radicado, novedad_ids: ids, severity }, name) =>
    `${severity === "high" ? "Urgente: " : ""}${
      ids.length === 1 ? "una novedad" : `${ids.length} novedades`
    } en ${name(radicado)}.`,
  "proceso.verified": ({ radicado }, name) => `Verificado, sin novedades: ${name(radicado)}.`,
  "proceso.private": ({ radicado, is_private: isPrivate }, name) =>
    `${isPrivate ? "Ahora es privado" : "De nuevo es público"}: ${name(radicado)}.`,
  "bulk.completed": ({ total, valid, invalid }) =>
    `Carga masiva terminada: ${valid} de ${total} filas aceptadas, ${invalid} con errores.`,
  "quota.warning": ({ used, limit, percent }) =>
    `Se ha usado el ${percent} % de las consultas del mes: ${used} de ${limit}.`,
  "webhook.test": () => "Mensaje de prueba de LEXIA: este canal recibirá los avisos.",
};

const EN: Dictionary = {
  "solicitud.completed": ({ radicado, result, hits, severity }, name) =>
    hits
      ? foundText({ result, hits, isUrgent: severity === "high" }, name(null), "en")
      : `Lookup completed: ${name(radicado)}.`,
  "solicitud.failed": ({ radicado }, name) => `The lookup failed: ${name(radicado)}.`,
  "solicitud.held": ({ radicado, resumes_at: at }, name) =>
    `Held, since this month's queries are used up: ${name(radicado)}. It goes on on ${day(at, "en")}.`,
  "novedad.created": ({ radicado, novedad_ids: ids, severity }, name) =>
    `${severity === "high" ? "Urgent: " : ""}${
      ids.length === 1 ? "one novelty" : `${ids.length} novelties`
    } in ${name(radicado)}.`,
  "proceso.verified": ({ radicado }, name) => `Checked, nothing new: ${name(radicado)}.`,
  "proceso.private": ({ radicado, is_private: isPrivate }, name) =>
    `${isPrivate ? "Private now" : "Public again"}: ${name(radicado)}.`,
  "bulk.completed": ({ total, valid, invalid }) =>
    `Bulk upload completed: ${valid} of ${total} rows taken, ${invalid} with errors.`,
  "quota.warning": ({ used, limit, percent }) =>
    `${percent} % of this month's queries are used: ${used} of ${limit}.`,
  "webhook.test": () => "A test message of LEXIA: this channel will be told of what happens.",
};

/** The sentence, and below it the link. */
export function webhookText(notice: TextNotice): string {
  return `${escaped(sentenceOf(notice))}\n${notice.link}`;
}

/** The same where nothing is read as a mark. */
export function noticeText(notice: TextNotice): string {
  return `${sentenceOf(notice)}\n${notice.link}`;
}

/** What happened, in a sentence. */
export function sentenceOf({ type, data, about, locale }: Omit<TextNotice, "link">): string {
  // Type and data are those of one notice.
  const say = (locale === "es" ? ES : EN)[type] as (
    says: TextNotice["data"],
    name: (radicado: string | null) => string,
  ) => string;
  return say(data, (radicado) => nameOf(radicado, about, locale));
}

function nameOf(radicado: string | null, about: NamedSearch | null, locale: "es" | "en"): string {
  if (radicado === null) return searchName(about, locale);
  return locale === "es" ? `el radicado ${radicado}` : `radicado ${radicado}`;
}

function day(instant: string, locale: "es" | "en"): string {
  const format = new Intl.DateTimeFormat(locale === "es" ? "es-CO" : "en", {
    dateStyle: "long",
    timeZone: "America/Bogota",
  });
  return format.format(new Date(instant));
}

/** What chat services read as marks. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
