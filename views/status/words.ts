import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Estado del servicio",
  lead: "Lo que LEXIA acaba de comprobar de sí misma y del portal de la Rama Judicial.",
  now: "Estado ahora",
  overall: {
    ok: "Todo funciona",
    degraded: "LEXIA funciona con demoras",
    down: "Una parte de LEXIA no está disponible",
  },
  portalAlone: "LEXIA funciona; el portal judicial no responde bien",
  lookedAt: "Comprobado el",
  parts: "Partes de LEXIA",
  states: { ok: "Funciona", degraded: "Con demoras", down: "No disponible" },
  app: "Páginas y API",
  appAbout: "Responden peticiones.",
  database: "Base de datos",
  databaseAbout: "Guarda casos, novedades y pruebas.",
  store: "Límites y turnos",
  storeAbout: "Reparte el trabajo y cuida los intentos de entrar.",
  work: "Verificaciones y avisos",
  workAbout: "El trabajo se toma a tiempo.",
  portal: "Portal de la Rama Judicial",
  portalAbout: {
    ok: "Responde. No es de LEXIA: es la fuente que LEXIA consulta.",
    degraded: "Viene fallando. LEXIA hace una consulta de prueba antes de seguir con las demás.",
    down:
      "No se deja consultar. LEXIA espera y vuelve a intentarlo; ningún proceso se muestra mientras tanto como " +
      "«sin novedades».",
  },
  lastAnswer: "Última respuesta confiable:",
  days: "Respuestas confiables del portal, por día",
  noDays: "Todavía no hay días para mostrar.",
  table: "Ver como tabla",
  day: "Día",
  share: "Respuestas confiables",
};

export type StatusWords = typeof ES;

const EN: StatusWords = {
  title: "Service status",
  lead: "What LEXIA has just checked of itself, and of the judiciary's portal.",
  now: "Status now",
  overall: {
    ok: "Everything works",
    degraded: "LEXIA works with delays",
    down: "A part of LEXIA is not available",
  },
  portalAlone: "LEXIA works; the court portal does not answer well",
  lookedAt: "Checked on",
  parts: "Parts of LEXIA",
  states: { ok: "Works", degraded: "With delays", down: "Not available" },
  app: "Pages and API",
  appAbout: "Requests are answered.",
  database: "Database",
  databaseAbout: "Keeps cases, novedades and proofs.",
  store: "Limits and turns",
  storeAbout: "Hands out work and guards attempts to sign in.",
  work: "Checks and notices",
  workAbout: "Work is taken in time.",
  portal: "Portal of the judiciary",
  portalAbout: {
    ok: "Answers. It is not LEXIA's: it is the source that LEXIA asks.",
    degraded: "Has been failing. LEXIA makes one query as a probe before it goes on with the others.",
    down: "Cannot be asked. LEXIA waits and tries again; no case is shown as “nothing new” in the meantime.",
  },
  lastAnswer: "Last answer that can be trusted:",
  days: "Answers of the portal that can be trusted, by day",
  noDays: "There are no days to show yet.",
  table: "Show as a table",
  day: "Day",
  share: "Answers to be trusted",
};

export function statusWords(locale: Locale): StatusWords {
  return locale === "en" ? EN : ES;
}
