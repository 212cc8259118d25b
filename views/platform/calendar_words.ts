import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Calendario judicial",
  lead: "Los días en que los despachos del país no trabajan. Un cambio rige en todas partes en un minuto.",
  back: "Portal judicial",
  name: "Nombre",
  source: "Ley o acuerdo",
  sourceHint: "La norma que lo dice.",
  when: "Cuándo",
  stops: "A quién detiene",
  origin: "Origen",
  stopsOf: { all: "Todos los despachos", collective: "Los del régimen colectivo" },
  origins: { built_in: "De LEXIA", changed: "Cambiada", added: "Agregada" },
  addTitle: "Agregar un cierre",
  addLead: "Días en que se suspenden los términos en todo el país.",
  from: "Primer día",
  to: "Último día",
  toHint: "Vacío: un solo día.",
  add: "Agregar al calendario",
  remove: "Quitar",
  restore: "Volver a la de LEXIA",
  question: "Los términos y la vigilancia vuelven a contar esos días.",
  done: { put: "El cierre quedó en el calendario.", removed: "La regla se quitó." } as Readonly<
    Record<string, string>
  >,
  fix: "Corrija lo señalado.",
  wrong: {
    name: "Escriba de 3 a 200 caracteres.",
    source: "Escriba de 3 a 200 caracteres.",
    from: "Escriba un día como 2026-11-26.",
    to: "Escriba un día que no sea anterior al primero.",
  },
  day: (day: string) => `Cada ${day}`,
  moved: "pasa al lunes siguiente",
  easter: (from: number, to: number) =>
    from === to ? fromEaster(from) : `De ${fromEaster(from)} a ${fromEaster(to)}`,
  span: (from: string, to: string) => `Cada año, del ${from} al ${to}`,
  dates: (from: string, to: string) => from === to ? from : `Del ${from} al ${to}`,
  valid: (from: string, to: string) => `Rige ${from ? `desde ${from}` : ""}${to ? ` hasta ${to}` : ""}`,
};

const EN: typeof ES = {
  title: "Judicial calendar",
  lead: "The days on which the country's despachos do not work. A change counts everywhere within a minute.",
  back: "Court portal",
  name: "Name",
  source: "Law or acuerdo",
  sourceHint: "What says so.",
  when: "When",
  stops: "Whom it stops",
  origin: "Origin",
  stopsOf: { all: "Every despacho", collective: "Those of the collective regime" },
  origins: { built_in: "LEXIA's own", changed: "Changed", added: "Added" },
  addTitle: "Add a closure",
  addLead: "Days on which terms are suspended in the whole country.",
  from: "First day",
  to: "Last day",
  toHint: "Empty: one day only.",
  add: "Add to the calendar",
  remove: "Remove",
  restore: "Back to LEXIA's own",
  question: "Terms and watches count these days again.",
  done: { put: "The closure is in the calendar.", removed: "The rule was removed." },
  fix: "Correct what is marked.",
  wrong: {
    name: "Write 3 to 200 characters.",
    source: "Write 3 to 200 characters.",
    from: "Write a day such as 2026-11-26.",
    to: "Write a day that is not before the first.",
  },
  day: (day) => `Each ${day}`,
  moved: "moves to the next Monday",
  easter: (from, to) => from === to ? afterEaster(from) : `From ${afterEaster(from)} to ${afterEaster(to)}`,
  span: (from, to) => `Each year, ${from} to ${to}`,
  dates: (from, to) => from === to ? from : `${from} to ${to}`,
  valid: (from, to) => `In force${from ? ` from ${from}` : ""}${to ? ` until ${to}` : ""}`,
};

export function calendarWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}

/** Holidays that move with Easter are given in days from it. */
function fromEaster(days: number): string {
  if (days === 0) return "el Domingo de Pascua";
  const [count, side] = [Math.abs(days), days < 0 ? "antes" : "después"];
  return `${count} ${count === 1 ? "día" : "días"} ${side} de Pascua`;
}

function afterEaster(days: number): string {
  if (days === 0) return "Easter Sunday";
  const [count, side] = [Math.abs(days), days < 0 ? "before" : "after"];
  return `${count} ${count === 1 ? "day" : "days"} ${side} Easter`;
}
