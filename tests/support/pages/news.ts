/** What is new in a case that people look at: an auto with its fijación en estado, a term, a hearing, a sentence. */
import type { NewActuacion } from "#tests/support/portal_simulator/controls.ts";

export const NEWS: readonly NewActuacion[] = [
  {
    actuacion: "Auto inadmite demanda",
    anotacion:
      "Se concede el término de cinco (5) días para subsanar so pena de rechazo. Artículo 90 del C.G.P.",
    term: { from: "2026-11-27", to: "2026-12-03" },
  },
  { actuacion: "Fijacion estado", anotacion: "Actuación registrada el 26/11/2026 a las 16:12:09." },
  {
    actuacion: "Auto fija fecha audiencia y/o diligencia",
    anotacion: "Audiencia inicial, 4 de diciembre, 9:00 a. m.",
  },
  { actuacion: "Recepción memorial", anotacion: null },
  { actuacion: "Sentencia de primera instancia", anotacion: "Accede parcialmente a las pretensiones." },
];
