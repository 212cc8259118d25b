/** The words of what a search by name shows, in both languages. */
import { formatCount } from "../ui/dates.tsx";
import type { Locale } from "../ui/reader.ts";

const ES = {
  sought: "Qué se busca",
  person: "Tipo de persona",
  persons: { natural: "Natural", juridica: "Jurídica" },
  which: "Procesos",
  recent: "Con actuaciones de los últimos 30 días",
  all: "Todos",
  where: "Dónde",
  everywhere: "En todo el país",
  narrower: "Hacer una búsqueda más precisa",
  title: "Procesos encontrados",
  filterBy: "Filtrar los procesos encontrados",
  filters: {
    "": "Todos",
    new: "Nuevos",
    unfollowed: "Sin seguir",
    private: "Reservados",
    gone: "Ya no aparecen",
  },
  download: "Descargar esta lista",
  none: "Aquí no hay ninguno.",
  nothing: "La búsqueda no muestra procesos por ahora",
  nothingAdvice: "LEXIA la repite según su frecuencia y le avisa cuando aparezca un proceso.",
  frequency: "Frecuencia",
  followChosen: "Seguir los elegidos",
  followAll: "Seguir todos",
  follow: "Seguir",
  followed: "En seguimiento",
  radicado: "Radicado y despacho",
  parties: "Partes",
  noParties: "El portal no muestra las partes",
  last: "Última actuación",
  noLast: "Sin actuaciones",
  following: "Seguimiento",
  isNew: "Nuevo",
  isPrivate: "Reservado",
  isGone: "Ya no aparece",
  pages: "Páginas",
  first: "Volver al comienzo",
  more: "Ver más",
  choose: "Elija al menos un proceso para seguir.",
};

const EN: typeof ES = {
  sought: "What is sought",
  person: "Kind of person",
  persons: { natural: "Natural person", juridica: "Legal entity" },
  which: "Procesos",
  recent: "With actuaciones of the last 30 days",
  all: "All",
  where: "Where",
  everywhere: "In the whole country",
  narrower: "Make a more precise search",
  title: "Procesos found",
  filterBy: "Filter the procesos found",
  filters: {
    "": "All",
    new: "New",
    unfollowed: "Not followed",
    private: "Reserved",
    gone: "No longer shown",
  },
  download: "Download this list",
  none: "There are none here.",
  nothing: "The search shows no procesos for now",
  nothingAdvice: "LEXIA repeats it by its frequency and tells you when a proceso appears.",
  frequency: "Frequency",
  followChosen: "Follow the chosen ones",
  followAll: "Follow all",
  follow: "Follow",
  followed: "Followed",
  radicado: "Radicado and despacho",
  parties: "Parties",
  noParties: "The portal does not show the parties",
  last: "Last actuación",
  noLast: "No actuaciones",
  following: "Following",
  isNew: "New",
  isPrivate: "Reserved",
  isGone: "No longer shown",
  pages: "Pages",
  first: "Back to the beginning",
  more: "Show more",
  choose: "Choose at least one proceso to follow.",
};

export type HitWords = typeof ES;

export function hitWords(locale: Locale): HitWords {
  return locale === "en" ? EN : ES;
}

/** How many the search shows, and how many of them came after its first answer. */
export function hitCountText(
  { shown, fresh }: { shown: number; fresh: number },
  locale: Locale,
): string {
  const [all, late] = [formatCount(shown, locale), formatCount(fresh, locale)];
  if (locale === "en") {
    const text = shown === 1 ? "1 proceso" : `${all} procesos`;
    return fresh === 0 ? `${text}.` : `${text}; ${late} appeared after the first time.`;
  }
  const text = shown === 1 ? "1 proceso" : `${all} procesos`;
  if (fresh === 0) return `${text}.`;
  return `${text}; ${late} ${fresh === 1 ? "apareció" : "aparecieron"} después de la primera vez.`;
}

/** What following hits did. */
export function followedText(
  { created, held, known }: { created: number; held: number; known: number },
  locale: Locale,
): string {
  return locale === "en" ? followedEnglish(created, held, known) : followedSpanish(created, held, known);
}

function followedSpanish(created: number, held: number, known: number): string {
  const made = created === 1 ? "Se registró 1 radicado." : `Se registraron ${created} radicados.`;
  const waiting = held === 0
    ? ""
    : ` De ellos, ${held} ${held === 1 ? "espera" : "esperan"} el cupo de consultas del próximo mes.`;
  const before = known === 0 ? "" : ` ${known} ya ${known === 1 ? "estaba" : "estaban"} en seguimiento.`;
  return made + waiting + before;
}

function followedEnglish(created: number, held: number, known: number): string {
  const made = created === 1 ? "1 radicado was registered." : `${created} radicados were registered.`;
  const waiting = held === 0
    ? ""
    : ` Of them, ${held} ${held === 1 ? "waits" : "wait"} for next month's quota of queries.`;
  const before = known === 0 ? "" : ` ${known} ${known === 1 ? "was" : "were"} followed already.`;
  return made + waiting + before;
}
