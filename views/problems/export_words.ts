import type { ProblemWords } from "./words.ts";

/** Of files out and of reports. */
export const EXPORT_WORDS: Readonly<Record<string, ProblemWords>> = {
  export_too_large: {
    title: "Son demasiadas filas para un documento impreso",
    advice: "Use un filtro más estrecho, o descargue la lista en Excel o CSV.",
  },
  proceso_not_found: {
    title: "El radicado de esta solicitud no tiene ese proceso",
    advice: "Elija uno de los procesos que aparecen en la solicitud.",
  },
  export_not_found: {
    title: "No hay una exportación suya con ese identificador",
    advice: "Solo quien pidió una exportación puede verla. Pida una nueva.",
  },
  export_link_ended: {
    title: "Este enlace venció o no es suyo",
    advice: "Abra de nuevo la exportación: le dará un enlace vigente.",
  },
  export_state: {
    title: "Esta exportación no tiene archivo en este momento",
    advice: "Si se está preparando, espere unos minutos. Si falló o ya se retiró, pida una nueva.",
  },
  export_limit: {
    title: "Ya se están preparando varias exportaciones suyas",
    advice: "Espere a que termine alguna antes de pedir otra.",
  },
  report_not_found: {
    title: "Ese informe programado no existe",
    advice: "Tal vez alguien lo eliminó. Revise la lista de informes.",
  },
  report_limit: {
    title: "Hay demasiados informes programados",
    advice: "Elimine uno que ya no use antes de crear otro.",
  },
};
