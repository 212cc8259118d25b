/** Words of the pages on how a person is told of things, in both languages. */

export type Locale = "es" | "en";

export const EVENT_TYPES = [
  "novedad.created",
  "solicitud.failed",
  "solicitud.held",
  "proceso.verified",
  "solicitud.completed",
  "proceso.private",
  "bulk.completed",
  "quota.warning",
] as const;

export type EventType = typeof EVENT_TYPES[number];

export const WAYS = ["at_once", "daily", "weekly", "none"] as const;

interface PageWords {
  title: string;
  opening: string;
  feed: string;
  more: string;
  saved: string;
  refused: string;
  mail: string;
  email: string;
  events: Readonly<Record<EventType, string>>;
  ways: Readonly<Record<typeof WAYS[number], string>>;
  ownWatch: string;
  leastSeverity: string;
  severities: Readonly<Record<"low" | "normal" | "high", string>>;
  times: string;
  quietFrom: string;
  quietUntil: string;
  quietHint: string;
  digestHour: string;
  digestHint: string;
  timeZone: string;
  zoneHint(zone: string): string;
  texts: string;
  phone: string;
  phoneHint: string;
  hasTexts: string;
  save: string;
  errors: Readonly<Record<string, string>>;
  out: {
    title: string;
    question(address: string): string;
    stays: string;
    button: string;
    done: string;
    doneText(address: string): string;
    choose: string;
  };
}

const ES: PageWords = {
  title: "Avisos",
  opening:
    "Elija cómo quiere enterarse de lo que pasa en sus procesos. Rige para lo que ocurra de aquí en adelante.",
  feed: "Avisos recibidos",
  more: "Cómo se avisa",
  saved: "Sus preferencias quedaron guardadas.",
  refused: "Revise los datos señalados: nada se guardó.",
  mail: "Correo",
  email: "Recibir avisos por correo",
  events: {
    "novedad.created": "Novedades de sus procesos y búsquedas",
    "solicitud.failed": "Consultas que no se pudieron hacer",
    "solicitud.held": "Consultas en espera por el cupo",
    "proceso.verified": "Verificado, sin novedades",
    "solicitud.completed": "Primera respuesta de una solicitud",
    "proceso.private": "Procesos que pasan a ser privados o públicos",
    "bulk.completed": "Cargas masivas terminadas",
    "quota.warning": "Cupo de consultas de la organización",
  },
  ways: { at_once: "De inmediato", daily: "Resumen diario", weekly: "Resumen semanal", none: "No avisar" },
  ownWatch: "Lo que elija en una solicitud vale más que lo que elija aquí.",
  leastSeverity: "De inmediato, solo desde",
  severities: { low: "Importancia baja (todas)", normal: "Importancia normal", high: "Importancia alta" },
  times: "Horario",
  quietFrom: "Sin avisos desde",
  quietUntil: "Hasta",
  quietHint: "Lo que llegue entre esas horas se envía cuando terminan. Vacío: a cualquier hora.",
  digestHour: "Hora de los resúmenes",
  digestHint: "El diario llega los días hábiles; el semanal, el lunes o el primer día hábil de la semana.",
  timeZone: "Zona horaria",
  zoneHint: (zone) => `Como America/Bogota. Vacío: la de la organización. Rige ${zone}.`,
  texts: "Mensajes de texto",
  phone: "Celular",
  phoneHint: "Con el indicativo del país: +57 300 123 4567.",
  hasTexts: "Enviarme también lo urgente por mensaje de texto",
  save: "Guardar",
  errors: {
    time_invalid: "Escriba dos horas distintas, como 20:00 y 06:30.",
    time_zone_unknown: "Elija una zona horaria como America/Bogota.",
    out_of_range: "Elija una hora entre 0 y 23.",
    phone_invalid: "Escriba el número con su país, como +57 300 123 4567.",
    phone_missing: "Escriba el número al que quiere los mensajes.",
  },
  out: {
    title: "No recibir más avisos por correo",
    question: (address) => `¿Dejar de enviar a ${address} los avisos y resúmenes de LEXIA?`,
    stays:
      "Sus procesos se siguen consultando, y en LEXIA verá todo lo que pase. Los correos sobre la seguridad de su cuenta se envían siempre.",
    button: "No recibir más avisos",
    done: "No recibirá más avisos por correo",
    doneText: (address) =>
      `LEXIA ya no enviará avisos ni resúmenes a ${address}. Puede activarlos de nuevo cuando quiera.`,
    choose: "Elegir qué avisos recibe",
  },
};

const EN: PageWords = {
  title: "Notices",
  opening: "Choose how you hear of what happens in your cases. It holds for what happens from now on.",
  feed: "Notices received",
  more: "How you are told",
  saved: "Your preferences were saved.",
  refused: "Look at what is marked: nothing was saved.",
  mail: "Mail",
  email: "Get notices by mail",
  events: {
    "novedad.created": "Novedades in your cases and searches",
    "solicitud.failed": "Lookups that failed",
    "solicitud.held": "Lookups held for lack of queries",
    "proceso.verified": "Checked, nothing new",
    "solicitud.completed": "First answer to a solicitud",
    "proceso.private": "Cases that turn private or public",
    "bulk.completed": "Bulk uploads that are done",
    "quota.warning": "The organization's monthly queries",
  },
  ways: { at_once: "At once", daily: "Daily digest", weekly: "Weekly digest", none: "Do not tell me" },
  ownWatch: "What you choose for a solicitud goes before what you choose here.",
  leastSeverity: "At once only from",
  severities: { low: "Low severity (all)", normal: "Normal severity", high: "High severity" },
  times: "Times",
  quietFrom: "No notices from",
  quietUntil: "Until",
  quietHint: "What comes in between is sent when they end. Empty: at any hour.",
  digestHour: "Hour of digests",
  digestHint:
    "The daily one comes on working days, the weekly one on Monday or the week's first working day.",
  timeZone: "Time zone",
  zoneHint: (zone) => `Such as America/Bogota. Empty: the organization's. ${zone} holds.`,
  texts: "Text messages",
  phone: "Mobile phone",
  phoneHint: "With its country code: +57 300 123 4567.",
  hasTexts: "Text me what is urgent, too",
  save: "Save",
  errors: {
    time_invalid: "Give two different times, such as 20:00 and 06:30.",
    time_zone_unknown: "Choose a time zone such as America/Bogota.",
    out_of_range: "Choose an hour from 0 to 23.",
    phone_invalid: "Give the number with its country, such as +57 300 123 4567.",
    phone_missing: "Give the number to write to.",
  },
  out: {
    title: "Get no more notices by mail",
    question: (address) => `Shall LEXIA send no more notices and digests to ${address}?`,
    stays:
      "Your cases are checked as before, and LEXIA shows you all that happens. Mails on the security of your account are always sent.",
    button: "Send me no more notices",
    done: "You get no more notices by mail",
    doneText: (address) =>
      `LEXIA sends no more notices or digests to ${address}. You can switch them on again at any time.`,
    choose: "Choose what you are told of",
  },
};

export function words(locale: Locale): PageWords {
  return locale === "en" ? EN : ES;
}
