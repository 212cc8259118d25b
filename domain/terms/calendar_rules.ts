/**
 * The rules of which days Colombian courts do not work, as dated data: a law that comes or falls is a date here, and
 * nothing else. Weekends are no rule: they always count.
 */

/** When a rule strikes. Months are 1 to 12; `easterPlus` counts days from Easter Sunday. */
export type CalendarPattern =
  /** A day of each year, kept on its date or moved to the Monday that follows, unless it is one (Ley 51 de 1983). */
  | { kind: "day"; month: number; day: number; isMovedToMonday: boolean }
  /** Days counted from Easter Sunday, the last one included; for a single day both are the same. */
  | { kind: "easter"; from: number; to: number }
  /** From a day of a year to a day of the same or the next one, both included. */
  | { kind: "span"; from: MonthDay; to: MonthDay }
  /** Certain days, both included: a closure, a strike, terms suspended by an acuerdo. `YYYY-MM-DD`. */
  | { kind: "dates"; from: string; to: string };

export interface MonthDay {
  month: number;
  day: number;
}

export interface CalendarRule {
  /** Stable, such as `vacancia_judicial`. */
  code: string;
  /** As people read it, in Spanish. */
  name: string;
  /** The law or acuerdo that it comes from. */
  source: string;
  pattern: CalendarPattern;
  /** Whom it stops: every court, or those of the collective regime alone. */
  stops: "all" | "collective";
  /** First and last day on which the rule is in force, `YYYY-MM-DD`; null: always. */
  validFrom: string | null;
  validTo: string | null;
}

const EMILIANI = "Ley 51 de 1983";

function holiday(code: string, name: string, pattern: CalendarPattern, source = EMILIANI): CalendarRule {
  return { code, name, source, pattern, stops: "all", validFrom: null, validTo: null };
}

function fixed(month: number, day: number): CalendarPattern {
  return { kind: "day", month, day, isMovedToMonday: false };
}

function moved(month: number, day: number): CalendarPattern {
  return { kind: "day", month, day, isMovedToMonday: true };
}

function easter(from: number, to = from): CalendarPattern {
  return { kind: "easter", from, to };
}

/** What holds where nobody has changed anything. */
export const DEFAULT_RULES: readonly CalendarRule[] = [
  holiday("ano_nuevo", "Año Nuevo", fixed(1, 1)),
  holiday("reyes_magos", "Día de los Reyes Magos", moved(1, 6)),
  holiday("san_jose", "Día de San José", moved(3, 19)),
  holiday("jueves_santo", "Jueves Santo", easter(-3)),
  holiday("viernes_santo", "Viernes Santo", easter(-2)),
  holiday("dia_del_trabajo", "Día del Trabajo", fixed(5, 1)),
  holiday("ascension", "Ascensión del Señor", easter(43)),
  holiday("corpus_christi", "Corpus Christi", easter(64)),
  holiday("sagrado_corazon", "Sagrado Corazón de Jesús", easter(71)),
  holiday("san_pedro_y_san_pablo", "San Pedro y San Pablo", moved(6, 29)),
  {
    ...holiday("virgen_de_chiquinquira", "Virgen de Chiquinquirá", moved(7, 9), "Ley 2578 de 2026"),
    validFrom: "2026-01-01",
  },
  holiday("independencia", "Día de la Independencia", fixed(7, 20)),
  holiday("batalla_de_boyaca", "Batalla de Boyacá", fixed(8, 7)),
  holiday("asuncion", "Asunción de la Virgen", moved(8, 15)),
  holiday("dia_de_la_raza", "Día de la Raza", moved(10, 12)),
  holiday("todos_los_santos", "Día de Todos los Santos", moved(11, 1)),
  holiday("independencia_de_cartagena", "Independencia de Cartagena", moved(11, 11)),
  holiday("inmaculada_concepcion", "Inmaculada Concepción", fixed(12, 8)),
  holiday("navidad", "Navidad", fixed(12, 25)),
  {
    ...holiday("dia_de_la_rama_judicial", "Día de la Rama Judicial", fixed(12, 17), "Decreto 2766 de 1980"),
    stops: "collective",
  },
  {
    code: "vacancia_judicial",
    name: "Vacancia judicial",
    source: "Ley 270 de 1996, artículo 146",
    pattern: { kind: "span", from: { month: 12, day: 20 }, to: { month: 1, day: 10 } },
    stops: "collective",
    validFrom: null,
    validTo: null,
  },
  {
    code: "semana_santa",
    name: "Semana Santa",
    source: "Ley 270 de 1996, artículo 146",
    pattern: easter(-7, 0),
    stops: "collective",
    validFrom: null,
    validTo: null,
  },
];
