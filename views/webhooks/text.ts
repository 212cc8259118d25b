/** What a chat channel is told of each event, in each language: one sentence and a link. */

/** As `domain/events/event_types.ts` has them: this room knows nothing of that one, so what it says is said again. */
export interface TextSays {
  "solicitud.completed": { radicado: string | null; hits?: { total: number; new: number; gone: number } };
  "solicitud.failed": { radicado: string | null };
  "solicitud.held": { radicado: string | null; resumes_at: string };
  "novedad.created": {
    radicado: string;
    novedad_ids: readonly string[];
    severity: "low" | "normal" | "high";
  };
  "proceso.verified": { radicado: string };
  "proceso.private": { radicado: string; is_private: boolean };
  "bulk.completed": { total: number; valid: number; invalid: number };
  "quota.warning": { used: number; limit: number; percent: number };
  "webhook.test": { webhook_id: string };
}

export type TextNotice = {
  [K in keyof TextSays]: { type: K; locale: "es" | "en"; data: TextSays[K]; link: string };
}[keyof TextSays];

type Dictionary = { [K in keyof TextSays]: (says: TextSays[K]) => string };

const ES: Dictionary = {
  "solicitud.completed": ({ radicado, hits }) =>
    hits
      ? `Búsqueda por nombre terminada. Procesos: ${hits.total}; nuevos: ${hits.new}.`
      : `Consulta terminada: ${named(radicado, "es")}.`,
  "solicitud.failed": ({ radicado }) => `No se pudo consultar: ${named(radicado, "es")}.`,
  "solicitud.held": ({ radicado, resumes_at: at }) =>
    `En espera por el cupo de consultas: ${named(radicado, "es")}. Sigue el ${day(at, "es")}.`,
  "novedad.created": ({ radicado, novedad_ids: ids, severity }) =>
    `${severity === "high" ? "Urgente: " : ""}${
      ids.length === 1 ? "una novedad" : `${ids.length} novedades`
    } en ${named(radicado, "es")}.`,
  "proceso.verified": ({ radicado }) => `Verificado, sin novedades: ${named(radicado, "es")}.`,
  "proceso.private": ({ radicado, is_private: isPrivate }) =>
    `${isPrivate ? "Ahora es privado" : "De nuevo es público"}: ${named(radicado, "es")}.`,
  "bulk.completed": ({ total, valid, invalid }) =>
    `Carga masiva terminada: ${valid} de ${total} filas aceptadas, ${invalid} con errores.`,
  "quota.warning": ({ used, limit, percent }) =>
    `Se ha usado el ${percent} % de las consultas del mes: ${used} de ${limit}.`,
  "webhook.test": () => "Mensaje de prueba de LEXIA: este canal recibirá los avisos.",
};

const EN: Dictionary = {
  "solicitud.completed": ({ radicado, hits }) =>
    hits
      ? `Search by name completed. Cases: ${hits.total}; new: ${hits.new}.`
      : `Lookup completed: ${named(radicado, "en")}.`,
  "solicitud.failed": ({ radicado }) => `The lookup failed: ${named(radicado, "en")}.`,
  "solicitud.held": ({ radicado, resumes_at: at }) =>
    `Held, since this month's queries are used up: ${named(radicado, "en")}. It goes on on ${day(at, "en")}.`,
  "novedad.created": ({ radicado, novedad_ids: ids, severity }) =>
    `${severity === "high" ? "Urgent: " : ""}${
      ids.length === 1 ? "one novelty" : `${ids.length} novelties`
    } in ${named(radicado, "en")}.`,
  "proceso.verified": ({ radicado }) => `Checked, nothing new: ${named(radicado, "en")}.`,
  "proceso.private": ({ radicado, is_private: isPrivate }) =>
    `${isPrivate ? "Private now" : "Public again"}: ${named(radicado, "en")}.`,
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
export function sentenceOf({ type, data, locale }: Omit<TextNotice, "link">): string {
  // Type and data are those of one notice.
  const say = (locale === "es" ? ES : EN)[type] as (says: TextNotice["data"]) => string;
  return say(data);
}

function named(radicado: string | null, locale: "es" | "en"): string {
  if (radicado === null) return locale === "es" ? "una búsqueda por nombre" : "a search by name";
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
