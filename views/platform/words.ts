/** What the operators' pages call things that several of them show. */
import type { Locale } from "../ui/reader.ts";
import type { Tone } from "../ui/badge.tsx";
import { planName } from "../usage/words.ts";

export type Plan = "free" | "pro" | "enterprise";
export type BreakerState = "closed" | "open" | "half_open";
export type OrganizationState = "active" | "suspended" | "leaving";

const ES = {
  states: { active: "Activa", suspended: "Suspendida", leaving: "Se borrará" },
  lanes: ["Personas que esperan", "Cargas masivas", "Vigilancia programada"],
  breaker: { closed: "Consulta normal", open: "En pausa", half_open: "Probando" },
  instances: {
    all: "Atiende y trabaja",
    serve: "Atiende peticiones",
    worker: "Ejecuta trabajos",
    edge: "En el borde",
  },
  tasks: {
    "solicitud.execute": "Verificar una solicitud",
    "despachos.read": "Leer la lista de despachos",
    "event.tell": "Repartir un suceso",
    "mail.send": "Enviar un correo",
    "notification.mail": "Preparar un aviso",
    "digest.send": "Preparar un resumen",
    "text.send": "Enviar un mensaje de texto",
    "password.offer_reset": "Ofrecer una contraseña nueva",
    "plan_request.tell": "Avisar de una petición de plan",
    "directory.sync": "Comparar con un directorio",
    "domain.check": "Revisar un dominio",
    "webhook.deliver": "Entregar un webhook",
    "export.make": "Preparar una exportación",
  } as Readonly<Record<string, string>>,
  unlimited: "sin límite",
  of: "de",
  platform: "Plataforma",
  reason: "Motivo",
  reasonHint: "De 10 a 500 caracteres.",
  organization: "Organización",
  never: "Nunca",
  search: "Buscar",
  clear: "Quitar filtros",
  all: "Todos",
  live: "Se actualiza cada 10 segundos mientras la mira.",
};

const EN: typeof ES = {
  states: { active: "Active", suspended: "Suspended", leaving: "To be deleted" },
  lanes: ["People who wait", "Bulk uploads", "Scheduled watches"],
  breaker: { closed: "Asking normally", open: "On hold", half_open: "Probing" },
  instances: {
    all: "Serves and works",
    serve: "Answers requests",
    worker: "Runs jobs",
    edge: "On the edge",
  },
  tasks: {
    "solicitud.execute": "Check a solicitud",
    "despachos.read": "Read the list of despachos",
    "event.tell": "Hand out an event",
    "mail.send": "Send a message",
    "notification.mail": "Prepare a notification",
    "digest.send": "Prepare a digest",
    "text.send": "Send a text message",
    "password.offer_reset": "Offer a new password",
    "plan_request.tell": "Tell of a plan request",
    "directory.sync": "Compare with a directory",
    "domain.check": "Check a domain",
    "webhook.deliver": "Deliver a webhook",
    "export.make": "Prepare an export",
  },
  unlimited: "unlimited",
  of: "of",
  platform: "Platform",
  reason: "Reason",
  reasonHint: "10 to 500 characters.",
  organization: "Organization",
  never: "Never",
  search: "Search",
  clear: "Remove the filters",
  all: "All",
  live: "Refreshed every 10 seconds while you look at it.",
};

export function platformWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}

/** By its code where nobody has named it. */
export function taskWords(task: string, locale: Locale): string {
  return platformWords(locale).tasks[task] ?? task;
}

/** To choose from. */
export function planChoices(locale: Locale): [Plan, string][] {
  return (["free", "pro", "enterprise"] as const).map((plan) => [plan, planName(plan, locale)]);
}

export function isPlan(name: string): name is Plan {
  return name === "free" || name === "pro" || name === "enterprise";
}

export const BREAKER_TONES: Readonly<Record<BreakerState, Tone>> = {
  closed: "good",
  open: "bad",
  half_open: "warn",
};

export const STATE_TONES: Readonly<Record<OrganizationState, Tone>> = {
  active: "good",
  suspended: "warn",
  leaving: "bad",
};

/** `42 s`, `7 min`, `3 h 5 min`, `2 d 4 h`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}\u00a0s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}\u00a0h ${minutes % 60}\u00a0min`;
  return `${Math.floor(hours / 24)}\u00a0d ${hours % 24}\u00a0h`;
}
