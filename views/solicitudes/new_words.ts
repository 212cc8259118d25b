/** Words of the three ways to register what LEXIA follows, in both languages. */
import type { Locale } from "../ui/reader.ts";
import type { Frequency } from "./words.ts";

/** One choice of what a watch tells, and to whom. */
export type NoticeWay = "change" | "every_check" | "digest" | "muted";

const ES = {
  back: "Solicitudes",
  ways: {
    label: "Formas de registrar",
    one: "Un radicado",
    name: "Por nombre",
    file: "Desde un archivo",
  },
  one: {
    title: "Seguir un radicado",
    lead:
      "Escriba o pegue el radicado: LEXIA lo explica parte por parte, lo consulta enseguida y lo vigila por usted.",
    field: "Radicado (23 dígitos)",
    hint: "Con guiones, puntos, espacios o sin nada: LEXIA lo entiende igual. También puede pegar varios.",
    review: "Revisar",
    alias: "Nombre para reconocerlo (opcional)",
    aliasHint: "Por ejemplo, el cliente o la carpeta. Solo lo ve su organización.",
    submit: "Seguir",
  },
  frequency: "¿Cada cuánto se revisa?",
  frequencies: {
    dynamic: {
      label: "Dinámica",
      text: "Revisa cada día hábil y solo avisa cuando hay algo nuevo.",
    },
    daily: { label: "Diaria", text: "Revisa cada día hábil." },
    weekly: { label: "Semanal", text: "Revisa una vez por semana, para procesos lentos." },
    monthly: { label: "Mensual", text: "Revisa una vez al mes, para procesos archivados." },
    once: { label: "Una sola vez", text: "Consulta ahora y no vuelve a revisar." },
  } satisfies Record<Frequency, { label: string; text: string }>,
  recommended: "Recomendada",
  notices: "¿Cómo quiere enterarse?",
  noticeWays: {
    change: { label: "Correo cuando haya novedades", text: "En cuanto aparece una actuación nueva." },
    every_check: {
      label: "Correo en cada revisión",
      text: "También cuando se verificó y no hay nada nuevo.",
    },
    digest: { label: "En el resumen", text: "Todas las novedades juntas, en su resumen diario." },
    muted: { label: "En silencio", text: "Se vigila igual, y las novedades quedan en LEXIA sin avisos." },
  } satisfies Record<NoticeWay, { label: string; text: string }>,
  quota: {
    title: "Consultas de este mes",
    used: (used: string, limit: string) => `${used} de ${limit} usadas`,
    free: (used: string) => `${used} usadas, sin límite`,
    counts: "Cuenta cada revisión con respuesta confiable; las fallas del portal no gastan cupo.",
    renews: (day: string) => `El cupo se renueva el ${day}.`,
    full: "No quedan consultas este mes",
    fullText: (day: string) =>
      `Para registrar más, amplíe el plan o espere hasta el ${day}. Lo que ya sigue no se pierde.`,
    refused: (limit: string, day: string) =>
      `Se usó el cupo de consultas de este mes (${limit}). Amplíe el plan, o espere hasta el ${day}.`,
    upgrade: "Ampliar el plan",
  },
  next: {
    title: "Qué pasa después",
    steps: [
      "LEXIA consulta la Rama Judicial en minutos y guarda el proceso tal como está hoy.",
      "Lo revisa con la frecuencia que usted elija y deja constancia de cada revisión.",
      "Cuando aparece una actuación, se lo cuenta. Si el portal falla, también se lo dice.",
    ],
  },
  exists: "Abrir la solicitud que ya existe",
};

export type NewWords = typeof ES;

const EN: NewWords = {
  back: "Solicitudes",
  ways: {
    label: "Ways to register",
    one: "One radicado",
    name: "By name",
    file: "From a file",
  },
  one: {
    title: "Follow a radicado",
    lead:
      "Type or paste the radicado: LEXIA explains it part by part, looks it up at once and watches it for you.",
    field: "Radicado (23 digits)",
    hint: "With hyphens, dots, spaces or nothing: LEXIA reads it all the same. You can paste several, too.",
    review: "Check",
    alias: "Name to recognize it by (optional)",
    aliasHint: "The client or the folder, for example. Only your organization sees it.",
    submit: "Follow",
  },
  frequency: "How often is it checked?",
  frequencies: {
    dynamic: {
      label: "Dynamic",
      text: "Checks every working day and tells you only when there is something new.",
    },
    daily: { label: "Daily", text: "Checks every working day." },
    weekly: { label: "Weekly", text: "Checks once a week, for slow cases." },
    monthly: { label: "Monthly", text: "Checks once a month, for archived cases." },
    once: { label: "Only once", text: "Looks it up now and does not check again." },
  },
  recommended: "Recommended",
  notices: "How do you want to hear of it?",
  noticeWays: {
    change: { label: "E-mail when there is news", text: "As soon as a new actuación appears." },
    every_check: { label: "E-mail after every check", text: "Also when it was verified and nothing is new." },
    digest: { label: "In the digest", text: "All the news together, in your daily digest." },
    muted: {
      label: "Silently",
      text: "It is watched all the same, and news stays in LEXIA without notices.",
    },
  },
  quota: {
    title: "Queries of this month",
    used: (used, limit) => `${used} of ${limit} used`,
    free: (used) => `${used} used, no limit`,
    counts: "Every check with a trustworthy answer counts; failures of the portal cost nothing.",
    renews: (day) => `It starts anew on ${day}.`,
    full: "No queries are left this month",
    fullText: (day) =>
      `To register more, upgrade the plan or wait until ${day}. Nothing that you follow is lost.`,
    refused: (limit, day) =>
      `The queries of this month are used up (${limit}). Upgrade the plan, or wait until ${day}.`,
    upgrade: "Upgrade the plan",
  },
  next: {
    title: "What happens next",
    steps: [
      "LEXIA asks the Rama Judicial within minutes and keeps the case as it stands today.",
      "It checks the case as often as you choose, and keeps proof of every check.",
      "When an actuación appears, it tells you. If the portal fails, it tells you that as well.",
    ],
  },
  exists: "Open the existing solicitud",
};

export function newWords(locale: Locale): NewWords {
  return locale === "en" ? EN : ES;
}
