/** Words of the form of a search by name, in both languages. */
import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Buscar por nombre",
  lead:
    "LEXIA busca en el portal los procesos en los que alguien es parte, y avisa cuando aparecen otros. De lo que encuentre puede seguir los radicados que quiera.",
  nombre: "Nombre o razón social",
  nombreHint: "Al menos tres letras. Con más de mil resultados el portal no muestra ninguno.",
  nombreError: "Escriba al menos tres letras del nombre.",
  persona: "Tipo de persona",
  personas: {
    natural: { label: "Persona natural", text: "Alguien con nombres y apellidos." },
    juridica: { label: "Persona jurídica", text: "Una empresa, una entidad o una asociación." },
  },
  period: "¿Qué procesos?",
  periods: {
    all: { label: "Todos", text: "También los que llevan tiempo sin moverse." },
    recent: {
      label: "Solo recientes",
      text: "Solo procesos con actuaciones de los últimos 30 días.",
    },
  },
  place: "Dónde",
  placeHint: "Opcional. Cada paso muestra lo que el portal tiene allí.",
  country: "En todo el país",
  steps: {
    departamento: "Departamento",
    ciudad: "Ciudad",
    entidad: "Entidad",
    especialidad: "Especialidad",
    despacho: "Despacho",
  } as Record<string, string>,
  optional: "opcional",
  everything: "Todos",
  narrow: "Acotar más",
  awaited:
    "LEXIA está leyendo esta lista del portal. Vuelva a intentarlo en un momento, o busque en lo ya elegido.",
  retry: "Intentarlo de nuevo",
  clear: "Quitar el lugar",
  readOn: "Lista del portal, leída el",
  builtIn: "Lista de LEXIA, mientras se lee la del portal",
  placeError:
    "El portal busca por departamento, ciudad o despacho: siga hasta el despacho, o quite el lugar.",
  placeGone: "El portal no tiene ese lugar: elija otro.",
  alias: "Nombre para reconocerla (opcional)",
  submit: "Buscar",
};

export type SearchWords = typeof ES;

const EN: SearchWords = {
  title: "Search by name",
  lead:
    "LEXIA searches the portal for the cases in which somebody is a party, and tells you when others appear. Of what it finds you can follow the radicados that you like.",
  nombre: "Name or company name",
  nombreHint: "At least three letters. Beyond a thousand results the portal shows none.",
  nombreError: "Write at least three letters of the name.",
  persona: "Kind of person",
  personas: {
    natural: { label: "Natural person", text: "Somebody with given names and surnames." },
    juridica: { label: "Legal entity", text: "A company, a public body or an association." },
  },
  period: "Which cases?",
  periods: {
    all: { label: "All", text: "Those as well that have not moved for a long time." },
    recent: { label: "Recent ones only", text: "Only cases with actuaciones of the last 30 days." },
  },
  place: "Where",
  placeHint: "Optional. Each step shows what the portal has there.",
  country: "In the whole country",
  steps: {
    departamento: "Department",
    ciudad: "City",
    entidad: "Court type",
    especialidad: "Speciality",
    despacho: "Despacho",
  },
  optional: "optional",
  everything: "All",
  narrow: "Narrow further",
  awaited:
    "LEXIA is reading this list from the portal. Try again in a moment, or search in what you have chosen.",
  retry: "Try again",
  clear: "Remove the place",
  readOn: "The portal's list, read on",
  builtIn: "LEXIA's own list, while the portal's is being read",
  placeError:
    "The portal searches by department, city or despacho: go on to the despacho, or remove the place.",
  placeGone: "The portal has no such place: choose another.",
  alias: "Name to recognize it by (optional)",
  submit: "Search",
};

export function searchWords(locale: Locale): SearchWords {
  return locale === "en" ? EN : ES;
}
