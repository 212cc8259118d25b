/** The words of use and plan, in both languages. `#` stands for a figure. */
import { formatCount } from "../ui/dates.tsx";
import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Uso y plan",
  lead: "Lo que su organización ha usado este mes y lo que su plan incluye.",
  plan: "Plan",
  names: { free: "Gratuito", pro: "Profesional", enterprise: "Empresarial" },
  notForYou: "Las cifras de uso las ven los administradores y coordinadores de su organización.",
  upgrade: "Pedir otro plan",
  download: "Descargar el uso",

  queries: "Consultas de este mes",
  queriesHint:
    "Una consulta es una verificación con respuesta confiable. Las fallas del portal no cuestan nada.",
  used: "# de # usadas",
  usedUnlimited: "# usadas, sin límite",
  left: "Quedan #",
  forecast: "A este ritmo, el mes termina con cerca de # consultas.",
  forecastOver: "A este ritmo, el límite se alcanza antes de que termine el mes: cerca de # consultas.",
  full: "El límite del mes se alcanzó: las verificaciones programadas están retenidas, y ninguna se pierde.",
  held: { one: "1 solicitud retenida por cupo", many: "# solicitudes retenidas por cupo" },
  resets: "Se reinicia el",

  people: "Personas",
  peopleOf: "# de #",
  peopleFull: "No quedan cupos para más personas",
  peopleLeft: { one: "Queda 1 cupo", many: "Quedan # cupos" },
  unlimited: "sin límite",
  rate: "Peticiones a la API por minuto",
  rateHint: "Personas y programas juntos; lo que pasa de ahí espera.",
  webhooks: "Webhooks de hoy",
  webhooksHint: "Los que pasan del límite se envían al día siguiente.",
  team: "Ver el equipo",

  days: "Consultas por día",
  daysHint: "De este mes",
  months: "Consultas por mes",
  monthsHint: "Los últimos seis meses",
  day: "Día",
  month: "Mes",

  compare: "Comparar planes",
  current: "Plan actual",
  perMonth: "Consultas al mes",
  perMinute: "Peticiones a la API por minuto",
  perDay: "Webhooks al día",
  ownLimit: "Su organización tiene límites propios, distintos de los del plan.",

  upgradeTitle: "Ampliar el plan",
  upgradeLead:
    "El plan lo cambia el operador de esta plataforma, a petición de un administrador de la organización. Lo que ya está en seguimiento no se pierde.",
  upgradeForbidden: "Otro plan lo pide un administrador de su organización.",
  ownQueries: "Consultas al mes de su organización",
  ask: "Pedir otro plan",
  message: "Mensaje para el operador (opcional)",
  send: "Enviar la solicitud",
  requests: "Solicitudes de plan",
  pending: "Su solicitud está en manos del operador: le responderá por correo, y aquí se verá la respuesta.",
  statuses: { pending: "En espera de respuesta", approved: "Aprobada", declined: "No aprobada" },
  answer: "Respuesta",
};

export type UsageWords = typeof ES;

const EN: UsageWords = {
  title: "Usage and plan",
  lead: "What your organization has used this month, and what its plan includes.",
  plan: "Plan",
  names: { free: "Free", pro: "Professional", enterprise: "Enterprise" },
  notForYou: "Administrators and team leads of your organization see the figures of use.",
  upgrade: "Ask for another plan",
  download: "Download the usage",

  queries: "Queries of this month",
  queriesHint: "A query is a check with an answer to be trusted. Failures of the portal cost nothing.",
  used: "# of # used",
  usedUnlimited: "# used, no limit",
  left: "# left",
  forecast: "At this pace the month ends with about # queries.",
  forecastOver: "At this pace the limit is reached before the month ends: about # queries.",
  full: "The month’s limit is reached: scheduled checks are held, and none is lost.",
  held: { one: "1 solicitud held by quota", many: "# solicitudes held by quota" },
  resets: "Starts anew on",

  people: "People",
  peopleOf: "# of #",
  peopleFull: "No seats are left for more people",
  peopleLeft: { one: "1 seat is left", many: "# seats are left" },
  unlimited: "no limit",
  rate: "API requests a minute",
  rateHint: "People and programs together; what comes beyond that waits.",
  webhooks: "Webhooks today",
  webhooksHint: "Those beyond the limit are sent on the next day.",
  team: "See the team",

  days: "Queries by day",
  daysHint: "Of this month",
  months: "Queries by month",
  monthsHint: "The last six months",
  day: "Day",
  month: "Month",

  compare: "Compare plans",
  current: "Current plan",
  perMonth: "Queries a month",
  perMinute: "API requests a minute",
  perDay: "Webhooks a day",
  ownLimit: "Your organization has limits of its own, other than those of the plan.",

  upgradeTitle: "Upgrade the plan",
  upgradeLead:
    "The operator of this platform changes the plan when an administrator of the organization asks for it. Nothing that is followed gets lost.",
  upgradeForbidden: "An administrator of your organization asks for another plan.",
  ownQueries: "Your organization’s queries a month",
  ask: "Ask for another plan",
  message: "Message to the operator (optional)",
  send: "Send the request",
  requests: "Plan requests",
  pending: "Your request is with the operator: the answer comes by mail, and shows here.",
  statuses: { pending: "Waiting for an answer", approved: "Approved", declined: "Not approved" },
  answer: "Answer",
};

export function usageWords(locale: Locale): UsageWords {
  return locale === "en" ? EN : ES;
}

export function planName(name: string, locale: Locale): string {
  const { names } = usageWords(locale);
  return name === "free" || name === "pro" || name === "enterprise" ? names[name] : name;
}

/** With a capital, as in tables. */
export function amountWords(limit: number | null, locale: Locale): string {
  return limit === null ? usageWords(locale).unlimited : formatCount(limit, locale);
}
