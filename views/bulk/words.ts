/** Why a row of a file became no solicitud, and what helps: for people who open the list of them. */

type Locale = "es" | "en";

interface Facts {
  /** What the sentence needs; empty where nothing is known. */
  found: string;
}

const SENTENCES: Readonly<Record<string, Readonly<Record<Locale, (facts: Facts) => string>>>> = {
  radicado_missing: {
    es: () => "Falta el radicado: escríbalo en esta fila.",
    en: () => "The radicado is missing: write it in this row.",
  },
  radicado_as_number: {
    es: () =>
      "La hoja de cálculo guardó el radicado como número y perdió cifras, que no se pueden recuperar: dé a la columna el " +
      "formato «Texto» y escriba de nuevo los 23 dígitos.",
    en: () =>
      "The spreadsheet kept the radicado as a number and lost digits, which cannot be recovered: format the column as Text " +
      "and write the 23 digits again.",
  },
  radicado_short: {
    es: () => "Es una forma corta del radicado: escriba los 23 dígitos completos.",
    en: () => "This is a short form of the radicado: write all 23 digits.",
  },
  radicado_length: {
    es: ({ found }) => `Un radicado tiene 23 dígitos, y aquí hay ${found}: revíselo.`,
    en: ({ found }) => `A radicado has 23 digits, and here are ${found}: check it.`,
  },
  radicado_characters: {
    es: ({ found }) =>
      `Un radicado solo tiene dígitos, espacios, puntos y guiones, y aquí hay «${found}»: revíselo.`,
    en: ({ found }) =>
      `A radicado has only digits, spaces, dots and hyphens, and here is “${found}”: check it.`,
  },
  radicado_year: {
    es: ({ found }) => `El año del radicado (dígitos 13 a 16) no es posible: ${found}. Revíselo.`,
    en: ({ found }) => `The year of the radicado (digits 13 to 16) is not possible: ${found}. Check it.`,
  },
  frequency_unknown: {
    es: () => "No se conoce esa frecuencia: escriba una vez, diaria, semanal, mensual o dinámica.",
    en: () => "This frequency is unknown: write once, daily, weekly, monthly or dynamic.",
  },
  duplicate_in_file: {
    es: ({ found }) => `El radicado ya está en la línea ${found} de este archivo: no hay que hacer nada.`,
    en: ({ found }) => `The radicado is already on line ${found} of this file: there is nothing to do.`,
  },
  already_followed: {
    es: () => "Usted ya sigue este radicado: no hay que hacer nada.",
    en: () => "You already follow this radicado: there is nothing to do.",
  },
};

export function rowProblemSentence(code: string, locale: Locale, found: string | null): string {
  return SENTENCES[code]?.[locale]({ found: found ?? "" }) ?? code;
}

const HEADINGS: Readonly<Record<Locale, readonly string[]>> = {
  es: ["línea", "valor", "código", "motivo", "referencia"],
  en: ["line", "value", "code", "reason", "reference"],
};

/** Of the list of rows that were not taken; a PDF has pages, and no lines. */
export function errorHeadings(locale: Locale, isPaged: boolean): string[] {
  const [line = "", ...others] = HEADINGS[locale];
  return [isPaged ? { es: "página", en: "page" }[locale] : line, ...others];
}

/** A row of that list: the code is for programs, the sentence for people. */
export function errorCells(
  { line, value, code, found }: { line: number; value: string; code: string; found: string | null },
  locale: Locale,
): string[] {
  const reference = isReferring(code) ? found ?? "" : "";
  return [String(line), value, code, rowProblemSentence(code, locale, found), reference];
}

/** Whether what was found beside the row is where to look instead. */
export function isReferring(code: string): boolean {
  return code === "already_followed" || code === "duplicate_in_file";
}
