/** What is said of a radicado while it is typed, in both languages. */
import type { Locale } from "../ui/reader.ts";

/** What keeps it from being a radicado; `found` is the character, the number of digits, or the year. */
export interface RadicadoProblem {
  kind: "characters" | "length" | "year";
  found: string;
}

const ES = {
  label: "Lo que dice el radicado",
  empty: "Aquí aparece lo que dice cada parte del número.",
  example: "Por ejemplo",
  parts: {
    departamento: "Departamento",
    municipio: "Ciudad",
    entidad: "Entidad",
    especialidad: "Especialidad",
    despacho: "Despacho",
    ano: "Año",
    consecutivo: "Consecutivo",
    recurso: "Instancia",
  } as Record<string, string>,
  missing: "falta",
  unknown: "Sin nombre en LEXIA",
  meanings: {} as Record<string, string>,
  office: (number: number) => `N.º ${number}`,
  filing: (number: number) => `N.º ${number} del año`,
  resource: (number: number) => number === 0 ? "Primera instancia" : `Recurso ${number}`,
  good: "El radicado está completo.",
  doubtful: "El radicado está completo; revise lo que se señala.",
  short: (count: number) =>
    count === 22 ? "Falta 1 dígito: van 22 de 23." : `Faltan ${23 - count} dígitos: van ${count} de 23.`,
  long: (count: number) =>
    count === 24
      ? "Sobra 1 dígito: hay 24 y deben ser 23."
      : `Sobran ${count - 23} dígitos: hay ${count} y deben ser 23.`,
  characters: (found: string) =>
    `Hay un carácter que no va en un radicado: «${found}». Use solo números, espacios, puntos o guiones.`,
  year: (found: string) => `El año no es posible: los dígitos 13 a 16 dicen ${found}.`,
  warnings: {
    departamento_unknown: "Los dígitos 1 y 2 no son de un departamento conocido.",
    entidad_unknown: "Los dígitos 6 y 7 no son de una entidad conocida.",
    especialidad_unknown: "Los dígitos 8 y 9 no son de una especialidad conocida de esa entidad.",
    consecutivo_zero: "El consecutivo (dígitos 17 a 21) es cero, y suele empezar en 1.",
    recurso_high: "La instancia (dígitos 22 y 23) es más alta de lo usual.",
  } as Record<string, string>,
  stillTaken: "Puede seguirlo así: la lista de códigos no está completa.",
  yours: "Usted ya sigue este radicado",
  theirs: (name: string) => `${name} ya lo sigue`,
  since: "desde el",
  mayToo: "Puede seguirlo usted también: cada quien recibe sus propios avisos.",
  open: "Abrir",
  many: (count: number) => `Pegó ${count} radicados`,
  manyGood: (count: number) => count === 1 ? "1 se puede seguir" : `${count} se pueden seguir`,
  manyBad: (count: number) => count === 1 ? "1 por corregir" : `${count} por corregir`,
  manyFollowed: (count: number) => count === 1 ? "1 ya se sigue" : `${count} ya se siguen`,
  manyText: "Regístrelos de una vez como una carga: LEXIA revisa la lista con usted antes de empezar.",
  manyAlone: "Su rol registra de a uno: abra cada radicado, o pida la carga a quien coordina.",
  manySubmit: (count: number) => `Revisar los ${count} juntos`,
  manyMore: (count: number) => `y ${count} más`,
  this: "Seguir este",
  isGood: "Completo",
  isFollowed: "Ya se sigue",
};

export type ReadingWords = typeof ES;

const EN: ReadingWords = {
  label: "What the radicado says",
  empty: "What each part of the number says appears here.",
  example: "For example",
  parts: {
    departamento: "Department",
    municipio: "City",
    entidad: "Court type",
    especialidad: "Speciality",
    despacho: "Office",
    ano: "Year",
    consecutivo: "Serial number",
    recurso: "Instance",
  },
  missing: "missing",
  unknown: "Not named in LEXIA",
  meanings: { "Primera instancia": "First instance" },
  office: (number) => `No. ${number}`,
  filing: (number) => `No. ${number} of the year`,
  resource: (number) => number === 0 ? "First instance" : `Appeal ${number}`,
  good: "The radicado is complete.",
  doubtful: "The radicado is complete; look at what is marked.",
  short: (count) =>
    count === 22 ? "1 digit is missing: 22 of 23." : `${23 - count} digits are missing: ${count} of 23.`,
  long: (count) =>
    count === 24
      ? "There is 1 digit too many: 24 instead of 23."
      : `There are ${count - 23} digits too many: ${count} instead of 23.`,
  characters: (found) => `“${found}” is no part of a radicado. Use only digits, spaces, dots or hyphens.`,
  year: (found) => `The year is not possible: digits 13 to 16 say ${found}.`,
  warnings: {
    departamento_unknown: "Digits 1 and 2 are of no known department.",
    entidad_unknown: "Digits 6 and 7 are of no known court type.",
    especialidad_unknown: "Digits 8 and 9 are of no known speciality of that court type.",
    consecutivo_zero: "The serial number (digits 17 to 21) is zero, and usually begins at 1.",
    recurso_high: "The instance (digits 22 and 23) is higher than usual.",
  },
  stillTaken: "You can follow it as it is: the list of codes is not complete.",
  yours: "You already follow this radicado",
  theirs: (name) => `${name} already follows it`,
  since: "since",
  mayToo: "You can follow it as well: everybody gets their own notices.",
  open: "Open",
  many: (count) => `You pasted ${count} radicados`,
  manyGood: (count) => `${count} can be followed`,
  manyBad: (count) => `${count} to correct`,
  manyFollowed: (count) => count === 1 ? "1 is followed already" : `${count} are followed already`,
  manyText: "Register them at once as an upload: LEXIA goes through the list with you before it begins.",
  manyAlone: "Your role registers one at a time: open each radicado, or ask who coordinates for the upload.",
  manySubmit: (count) => `Review all ${count} together`,
  manyMore: (count) => `and ${count} more`,
  this: "Follow this one",
  isGood: "Complete",
  isFollowed: "Already followed",
};

export function readingWords(locale: Locale): ReadingWords {
  return locale === "en" ? EN : ES;
}

/** What is wrong with it, as a sentence; null for a radicado. */
export function problemText(problem: RadicadoProblem | null, locale: Locale): string | null {
  if (problem === null) return null;
  const { kind, found } = problem;
  const w = readingWords(locale);
  if (kind !== "length") return w[kind](found);
  return Number(found) > 23 ? w.long(Number(found)) : w.short(Number(found));
}
