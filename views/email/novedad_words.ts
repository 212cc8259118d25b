/** A novedad, a case and times, as messages name them. */
import { searchTitle } from "../webhooks/search_words.ts";
import type { NamedCase, NovedadKind, NovedadLine } from "./notice_shapes.ts";

type Locale = "es" | "en";

const KINDS: Readonly<Record<Locale, Readonly<Record<NovedadKind, string>>>> = {
  es: {
    actuacion: "Actuación nueva",
    actuacion_edited: "Actuación modificada",
    actuacion_withdrawn: "Actuación retirada del portal",
    proceso_private: "El proceso ahora es privado",
    proceso_public: "El proceso es público de nuevo",
    despacho_changed: "Cambió el despacho",
    ponente_changed: "Cambió el ponente",
    proceso_added: "El radicado tiene otro proceso",
  },
  en: {
    actuacion: "New docket entry",
    actuacion_edited: "Docket entry changed",
    actuacion_withdrawn: "Docket entry withdrawn from the portal",
    proceso_private: "The case is private now",
    proceso_public: "The case is public again",
    despacho_changed: "Another court office",
    ponente_changed: "Another judge",
    proceso_added: "The radicado has another case",
  },
};

/** What happened, in a few words. */
export function novedadKindName(kind: NovedadKind, locale: Locale): string {
  return KINDS[locale][kind];
}

/** Longer notes are read in LEXIA. */
const MOST_CHARACTERS = 300;

export function novedadText(line: NovedadLine, locale: Locale): string {
  const { kind, severity, act, note, filedOn, termEndsOn, despacho, isWithEstado } = line;
  const isSpanish = locale === "es";
  const urgent = severity === "high" ? (isSpanish ? "Urgente. " : "Urgent. ") : "";
  const named = act === null ? KINDS[locale][kind] : `${KINDS[locale][kind]}: ${act}`;
  const estado = isWithEstado
    ? (isSpanish ? ", con su fijación en estado" : ", with its notice by estado")
    : "";
  const filed = filedOn === null ? "" : ` (${formatDay(filedOn, locale)})`;
  const term = termEndsOn === null
    ? ""
    : ` ${isSpanish ? "El término vence el" : "The term ends on"} ${formatDay(termEndsOn, locale)}.`;
  const text = note === null || note.trim() === "" ? "" : ` ${shortened(note.trim())}`;
  return `${urgent}${named}${estado}${filed}.${text}${term}${despacho === null ? "" : ` ${despacho}.`}`;
}

/** The alias before the number, as people know it. */
export function caseName({ alias, radicado, sought }: NamedCase, locale: Locale): string {
  if (sought) {
    const title = searchTitle({ alias, sought }, locale);
    return title.charAt(0).toUpperCase() + title.slice(1);
  }
  const number = radicado ?? (locale === "es" ? "búsqueda por nombre" : "search by name");
  return alias === null ? number : `${alias} (${number})`;
}

export function formatDay(day: string, locale: Locale): string {
  return formatted(new Date(`${day}T12:00:00-05:00`), locale, { dateStyle: "long" });
}

export function formatMoment(instant: string, locale: Locale): string {
  return formatted(new Date(instant), locale, { dateStyle: "long", timeStyle: "short" });
}

function formatted(at: Date, locale: Locale, style: Intl.DateTimeFormatOptions): string {
  const tag = locale === "es" ? "es-CO" : "en";
  return new Intl.DateTimeFormat(tag, { ...style, timeZone: "America/Bogota" }).format(at);
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).toWellFormed()}…`;
}
