/** Words of the page on how urgent novedades are, in both languages. */
import type { Locale } from "../ui/reader.ts";

export const SEVERITIES = ["high", "normal", "low"] as const;
export const KINDS = [
  "actuacion",
  "actuacion_edited",
  "actuacion_withdrawn",
  "proceso_private",
  "proceso_public",
  "despacho_changed",
  "ponente_changed",
  "proceso_added",
] as const;

const ES = {
  title: "Importancia de las novedades",
  lead: "La primera regla que se cumple decide; si ninguna se cumple, la importancia es normal.",
  back: "Organización",
  saved: "Las reglas rigen para lo que se encuentre de ahora en adelante.",
  isDefault: "Estas son las reglas de LEXIA. Si las cambia, serán las de su organización.",
  rule: (at: number) => `Regla ${at}`,
  newRule: "Regla nueva",
  order: "Orden",
  severity: "Importancia",
  severities: { high: "Alta", normal: "Normal", low: "Baja" } satisfies Record<
    typeof SEVERITIES[number],
    string
  >,
  acts: "La actuación comienza por",
  words: "Dice alguna de",
  listHint: "Separadas por comas. Sin tildes ni mayúsculas da igual.",
  hasTerm: "Dice cuándo comienza o termina un término",
  kinds: "Solo de estos tipos",
  kindWords: {
    actuacion: "Actuación nueva",
    actuacion_edited: "Actuación cambiada",
    actuacion_withdrawn: "Actuación retirada",
    proceso_private: "El proceso pasó a ser privado",
    proceso_public: "El proceso volvió a ser público",
    despacho_changed: "Cambió el despacho",
    ponente_changed: "Cambió el ponente",
    proceso_added: "Apareció otro proceso",
  } satisfies Record<typeof KINDS[number], string>,
  emptied: "Una regla sin palabras, tipos ni término se quita.",
  save: "Guardar las reglas",
  reset: "Volver a las de LEXIA",
  resetQuestion: "Se quitan las reglas de la organización y vuelven a regir las de LEXIA.",
  resetAnswer: "Usar las reglas de LEXIA",
  wrong: "Escriba palabras de letras o números, de 2 a 100 caracteres y máximo 50.",
};

const EN: typeof ES = {
  title: "Severity of novedades",
  lead: "The first rule that holds decides; where none does, the severity is normal.",
  back: "Organization",
  saved: "The rules hold for what is found from now on.",
  isDefault: "These are LEXIA's rules. Once you change them, they are your organization's.",
  rule: (at) => `Rule ${at}`,
  newRule: "New rule",
  order: "Order",
  severity: "Severity",
  severities: { high: "High", normal: "Normal", low: "Low" },
  acts: "The actuacion begins with",
  words: "It says one of",
  listHint: "With commas between them. Accents and case do not matter.",
  hasTerm: "It says when a term begins or ends",
  kinds: "Only of these kinds",
  kindWords: {
    actuacion: "New actuacion",
    actuacion_edited: "Changed actuacion",
    actuacion_withdrawn: "Withdrawn actuacion",
    proceso_private: "The proceso turned private",
    proceso_public: "The proceso turned public again",
    despacho_changed: "Another despacho",
    ponente_changed: "Another reporting judge",
    proceso_added: "Another proceso appeared",
  },
  emptied: "A rule without words, kinds and term is taken away.",
  save: "Save the rules",
  reset: "Back to LEXIA's",
  resetQuestion: "The organization's rules are taken away, and LEXIA's hold again.",
  resetAnswer: "Use LEXIA's rules",
  wrong: "Give words of letters or digits, of 2 to 100 characters and 50 at most.",
};

export function severityWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
