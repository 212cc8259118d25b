import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Cola de trabajo",
  lanes: "Carriles",
  kinds: "Trabajos descartados, por motivo",
  buried: "Trabajos descartados",
  buriedLead: "Agotaron sus intentos. Lo que dejaron a medias quedó corregido y visible.",
  none: "Ningún trabajo descartado",
  noneAdvice: "Cuando un trabajo agote sus intentos, quedará aquí con su motivo, para repetirlo.",
  noMatch: "Ninguno coincide con la búsqueda.",
  search: "Tarea, motivo, organización o identificador",
  task: "Tarea",
  reason: "Motivo",
  organization: "Organización",
  attempts: "Intentos",
  when: "Descartado",
  count: "Cuántos",
  last: "El último",
  retry: "Repetir",
  retryAll: "Repetir todos",
  retryQuestion: (count: string) =>
    `Vuelven a la cola con todos sus intentos, de a 500 como máximo: ${count}.`,
  retried: (count: string) => `Trabajos puestos de nuevo en la cola: ${count}.`,
  gone: "Ese trabajo ya no está descartado.",
  more: "Hay más: busque para encontrarlos.",
  unknown: "sin motivo",
};

const EN: typeof ES = {
  title: "Work queue",
  lanes: "Lanes",
  kinds: "Jobs given up, by reason",
  buried: "Jobs given up",
  buriedLead: "They used up their attempts. What they left half done was put right, visibly.",
  none: "No job was given up",
  noneAdvice: "When a job uses up its attempts, it is kept here with its reason, to be run again.",
  noMatch: "None matches the search.",
  search: "Task, reason, organization or id",
  task: "Task",
  reason: "Reason",
  organization: "Organization",
  attempts: "Attempts",
  when: "Given up",
  count: "How many",
  last: "The last one",
  retry: "Run again",
  retryAll: "Run all again",
  retryQuestion: (count) =>
    `They go back to the queue with all their attempts, 500 at most at a time: ${count}.`,
  retried: (count) => `Jobs back in the queue: ${count}.`,
  gone: "That job is not given up any more.",
  more: "There are more: search to find them.",
  unknown: "no reason",
};

export function queueWords(locale: Locale): typeof ES {
  return locale === "en" ? EN : ES;
}
