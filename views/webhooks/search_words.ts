/** A search by name, and what it has found, in a sentence. */

type Locale = "es" | "en";

/** What names a watch. */
export interface NamedSearch {
  alias: string | null;
  /** Null for a radicado. */
  sought: Sought | null;
}

interface Sought {
  nombre: string;
  tipoPersona: "natural" | "juridica";
}

export interface HitCounts {
  total: number;
  new: number;
  gone: number;
}

const PERSONS = {
  es: { natural: "persona natural", juridica: "persona jurídica" },
  en: { natural: "natural person", juridica: "legal entity" },
} as const;

/** As part of a sentence. */
export function searchName(about: NamedSearch | null, locale: Locale): string {
  if (!about?.sought) return locale === "es" ? "una búsqueda por nombre" : "a search by name";
  return `${locale === "es" ? "la" : "the"} ${searchTitle({ ...about, sought: about.sought }, locale)}`;
}

/** Without an article. */
export function searchTitle(
  { alias, sought: { nombre, tipoPersona } }: { alias: string | null; sought: Sought },
  locale: Locale,
): string {
  const marks = [PERSONS[locale][tipoPersona], ...(alias ? [alias] : [])].join("; ");
  return locale === "es" ? `búsqueda de «${nombre}» (${marks})` : `search for “${nombre}” (${marks})`;
}

/** What a run of a search has found. `name` is what `searchName` gave. */
export function foundText(found: Found, name: string, locale: Locale): string {
  return locale === "es" ? foundEs(found, name) : foundEn(found, name);
}

interface Found {
  result: string;
  hits: HitCounts;
  isUrgent: boolean;
}

function foundEs({ result, hits: { total, new: fresh, gone }, isUrgent }: Found, name: string): string {
  if (result === "too_many") {
    return `Hay más de mil procesos en ${name} y el portal no muestra ninguno: hace falta una más precisa.`;
  }
  if (fresh > 0) {
    const news = fresh === 1 ? "un proceso nuevo" : `${fresh} procesos nuevos`;
    return `${isUrgent ? `Urgente: ${news}` : capitalized(news)} en ${name}: ahora muestra ${total}.`;
  }
  if (total === 0) return `Verificado: no aparecen procesos en ${name}.`;
  const all = total === 1 ? "un proceso" : `${total} procesos`;
  const known = result === "unchanged" || gone > 0 ? ", ninguno nuevo" : "";
  return `Terminada ${name}: muestra ${all}${known}.`;
}

function foundEn({ result, hits: { total, new: fresh, gone }, isUrgent }: Found, name: string): string {
  if (result === "too_many") {
    return `More than a thousand cases in ${name}, and the portal shows none of them: make a more precise one.`;
  }
  if (fresh > 0) {
    const news = fresh === 1 ? "one new case" : `${fresh} new cases`;
    return `${isUrgent ? `Urgent: ${news}` : capitalized(news)} in ${name}: it now shows ${total}.`;
  }
  if (total === 0) return `Checked: no cases in ${name}.`;
  const all = total === 1 ? "one case" : `${total} cases`;
  const known = result === "unchanged" || gone > 0 ? ", none of them new" : "";
  return `Completed ${name}: it shows ${all}${known}.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
