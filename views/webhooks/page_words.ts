/** Words of the pages on webhooks, in both languages. */
import type { EventType } from "../notifications/words.ts";
import type { Locale } from "../ui/reader.ts";
import type { DeliveryState, WebhookState } from "./page_props.ts";

interface PageWords {
  title: string;
  lead: string;
  add: string;
  empty: string;
  emptyAdvice: string;
  listed: string;
  today(sent: string, limit: string): string;
  resets: string;
  held: string;
  state: string;
  states: Readonly<Record<WebhookState, string>>;
  heard: string;
  failing(failures: number): string;
  open: string;
  address: string;
  addressHint: string;
  refused: string;
  description: string;
  descriptionHint: string;
  events: string;
  eventWords: Readonly<Record<EventType, readonly [label: string, about: string]>>;
  format: string;
  formats: readonly (readonly ["standard" | "slack", string])[];
  create: string;
  made: string;
  rotated: string;
  secret: string;
  verify: string;
  verifySteps: readonly string[];
  toLog: string;
  test: string;
  tested: string;
  testFailed: string;
  pause: string;
  enable: string;
  edit: string;
  save: string;
  saved: string;
  rotate: string;
  rotateQuestion: string;
  rotateAnswer: string;
  overlap: string;
  overlaps: readonly (readonly [hours: string, label: string])[];
  bothSign: string;
  remove: string;
  removeQuestion: string;
  removeAnswer: string;
  log: string;
  logHint: string;
  logEmpty: string;
  logEmptyAdvice: string;
  logNone: string;
  filter: string;
  all: string;
  deliveries: Readonly<Record<DeliveryState, string>>;
  when: string;
  event: string;
  attempts: string;
  answer: string;
  lasted: string;
  next: string;
  redeliver: string;
  again: string;
  details: string;
  body: string;
  attempt: string;
  noAnswer: string;
  disabled: Readonly<Record<"by_hand" | "gone" | "failing", string>>;
  reasons: Readonly<Record<string, string>>;
  faults: Readonly<Record<string, string>>;
}

const ES: PageWords = {
  title: "Webhooks",
  lead: "LEXIA envía a sus programas, por HTTPS y con firma, lo que pasa en sus procesos.",
  add: "Agregar un webhook",
  empty: "Todavía no hay webhooks",
  emptyAdvice:
    "Un webhook es una dirección de un programa suyo: su gestor documental, su agenda o un canal de mensajes. LEXIA le avisa apenas pasa algo, sin que tenga que preguntar.",
  listed: "Sus webhooks",
  today: (sent, limit) => `${sent} de ${limit} entregas de hoy`,
  resets: "El cupo vuelve a empezar:",
  held: "El cupo de hoy se acabó: las entregas esperan y salen cuando vuelva a empezar. Ninguna se pierde.",
  state: "Estado",
  states: { active: "Activo", failing: "Con fallas", disabled: "En pausa", gone: "Desactivado" },
  heard: "Última entrega recibida",
  failing: (failures) =>
    failures === 1 ? "1 intento fallido seguido" : `${failures} intentos fallidos seguidos`,
  open: "Ver entregas",
  address: "Dirección",
  addressHint: "Comienza con https:// y está en internet, como https://ganchos.ejemplo.co/lexia.",
  refused:
    "LEXIA no envía a direcciones internas, ni sin HTTPS, ni con usuario y contraseña: así nadie puede usarla para llegar a redes privadas. En una instalación propia, el operador puede permitir nombres internos con WEBHOOK_ALLOW_HOSTS.",
  description: "Descripción",
  descriptionHint: "Para qué programa es. Opcional.",
  events: "Qué se le avisa",
  eventWords: {
    "novedad.created": ["Novedades", "Una consulta encontró actuaciones o cambios nuevos."],
    "solicitud.failed": ["Consulta fallida", "Ningún intento obtuvo una respuesta confiable."],
    "solicitud.held": ["Consulta en espera", "Se acabó el cupo de consultas del mes."],
    "proceso.verified": [
      "Verificado, sin novedades",
      "Se consultó y no hay nada nuevo. Es el más frecuente.",
    ],
    "solicitud.completed": ["Primera respuesta", "Una solicitud obtuvo su primera respuesta confiable."],
    "proceso.private": ["Privado o público", "Un proceso pasó a ser privado, o volvió a ser público."],
    "bulk.completed": ["Carga masiva", "Un archivo cargado se terminó de procesar."],
    "quota.warning": ["Cupo de consultas", "Se usó el 80 % o el 100 % de las consultas del mes."],
  },
  format: "Formato",
  formats: [["standard", "Standard Webhooks (firmado)"], ["slack", "Mensaje de Slack o compatible"]],
  create: "Crear el webhook",
  made: "El webhook está listo. Copie su secreto ahora: no se volverá a mostrar.",
  rotated: "El secreto nuevo está listo. Cópielo ahora: no se volverá a mostrar.",
  secret: "Secreto",
  verify: "Cómo comprobar que un mensaje es de LEXIA",
  verifySteps: [
    "Quite «whsec_» del secreto y decodifique el resto de base64: es la llave.",
    "Una con puntos el encabezado webhook-id, el encabezado webhook-timestamp y el cuerpo tal como llegó.",
    "Calcule HMAC-SHA256 de ese texto con la llave, en base64. Debe ser igual a una de las firmas «v1,…» de webhook-signature.",
    "Rechace mensajes con más de cinco minutos, y responda 2xx en menos de 15 segundos. Las bibliotecas de Standard Webhooks lo hacen por usted.",
  ],
  toLog: "Ir al webhook",
  test: "Enviar una prueba",
  tested: "La prueba llegó bien",
  testFailed: "La prueba no llegó bien",
  pause: "Pausar",
  enable: "Activar",
  edit: "Editar",
  save: "Guardar",
  saved: "Los cambios quedaron guardados.",
  rotate: "Cambiar el secreto",
  rotateQuestion:
    "El nuevo se mostrará una sola vez. Mientras dure el plazo, los mensajes llevan ambas firmas.",
  rotateAnswer: "Crear un secreto nuevo",
  overlap: "El anterior sigue firmando",
  overlaps: [["24", "24 horas"], ["168", "7 días"], ["1", "1 hora"], ["0", "Ya no firma"]],
  bothSign: "El secreto anterior también firma hasta",
  remove: "Eliminar",
  removeQuestion: "Se borran el webhook y su registro de entregas. Lo que pase después no se le avisará.",
  removeAnswer: "Eliminar el webhook",
  log: "Entregas",
  logHint: "Se conservan 30 días. Lo que falla se intenta ocho veces en unas 28 horas.",
  logEmpty: "Todavía no hay entregas",
  logEmptyAdvice:
    "Cuando pase algo de lo que eligió aparecerá aquí. Con «Enviar una prueba» comprueba que llega.",
  logNone: "Ninguna entrega está en ese estado.",
  filter: "Estado de las entregas",
  all: "Todas",
  deliveries: { pending: "En camino", held: "Espera cupo", delivered: "Entregada", failed: "Fallida" },
  when: "Hora",
  event: "Evento",
  attempts: "Intentos",
  answer: "Respuesta",
  lasted: "Duración",
  next: "Próximo intento",
  redeliver: "Reenviar",
  again: "Se enviará de nuevo.",
  details: "Detalle",
  body: "Lo que se envía",
  attempt: "Intento",
  noAnswer: "sin respuesta",
  disabled: {
    by_hand: "Alguien lo pausó. Lo que pasa mientras tanto no se le avisa.",
    gone: "Respondió 410: no quiere más mensajes. Revíselo antes de activarlo.",
    failing: "Durante cinco días no recibió nada. Corrija el programa, pruébelo y actívelo.",
  },
  reasons: {
    address_refused: "La dirección lleva a una red interna o reservada",
    name_not_resolved: "No se encuentra el nombre del servidor",
    unreachable: "No se puede conectar con el servidor",
    timed_out: "El servidor no respondió a tiempo",
    certificate_untrusted: "El certificado del servidor no es de confianza",
    tls_failed: "No se pudo establecer TLS",
    connection_lost: "El servidor cortó la conexión",
    answer_unreadable: "La respuesta no se puede leer",
    secret_unreadable: "El secreto no se puede leer: cámbielo",
    redirected: "Respondió con una redirección, que LEXIA no sigue",
    gone: "Respondió 410: no quiere más mensajes",
    status: "Respondió que no lo recibió",
    endpoint_disabled: "El webhook está en pausa",
    endpoint_quiet: "El receptor pidió esperar",
    daily_limit: "Se acabó el cupo de entregas del día",
    organization_suspended: "La organización estaba suspendida",
    workers_lost: "El envío se interrumpió",
  },
  faults: {
    url: "La dirección no se acepta.",
    events: "Elija al menos un evento.",
    description: "Escriba máximo 200 caracteres.",
    scheme: "Escriba una dirección que comience con https://.",
    credentials: "Quite el usuario y la contraseña: los mensajes van firmados.",
    port: "Use el puerto 443, u otro que no sea de un servicio conocido.",
    host: "Escriba una dirección completa, como https://ganchos.ejemplo.co/lexia.",
    address_inner: "La dirección lleva a una red interna o reservada: use una pública.",
  },
};

const EN: PageWords = {
  title: "Webhooks",
  lead: "LEXIA tells your programs what happens in your cases, over HTTPS and signed.",
  add: "Add a webhook",
  empty: "There are no webhooks yet",
  emptyAdvice:
    "A webhook is the address of a program of yours: your document manager, your calendar or a chat channel. LEXIA tells it as soon as something happens, without being asked.",
  listed: "Your webhooks",
  today: (sent, limit) => `${sent} of ${limit} deliveries today`,
  resets: "The count begins again:",
  held: "Today's deliveries are used up: the rest waits, and goes when the count begins again. None is lost.",
  state: "State",
  states: { active: "Active", failing: "Failing", disabled: "Paused", gone: "Switched off" },
  heard: "Last delivery taken",
  failing: (failures) =>
    failures === 1 ? "1 failed attempt in a row" : `${failures} failed attempts in a row`,
  open: "See deliveries",
  address: "Address",
  addressHint: "It begins with https:// and is on the internet, such as https://hooks.example.com/lexia.",
  refused:
    "LEXIA sends to no inner address, to none without HTTPS, and to none with user name and password: so nobody can use it to reach private networks. On an installation of your own, its operator can allow inner names with WEBHOOK_ALLOW_HOSTS.",
  description: "Description",
  descriptionHint: "For which program it is. Optional.",
  events: "What it is told",
  eventWords: {
    "novedad.created": ["Novedades", "A lookup found new actuaciones or changes."],
    "solicitud.failed": ["Failed lookup", "No attempt got a trustworthy answer."],
    "solicitud.held": ["Lookup held", "The month's queries are used up."],
    "proceso.verified": [
      "Checked, nothing new",
      "It was looked up, and there is nothing new. The most frequent one.",
    ],
    "solicitud.completed": ["First answer", "A solicitud got its first trustworthy answer."],
    "proceso.private": ["Private or public", "A proceso turned private, or public again."],
    "bulk.completed": ["Bulk upload", "A file that was uploaded has been worked through."],
    "quota.warning": ["Monthly queries", "80 % or 100 % of the month's queries are used."],
  },
  format: "Format",
  formats: [["standard", "Standard Webhooks (signed)"], ["slack", "Message for Slack or alike"]],
  create: "Create the webhook",
  made: "The webhook is ready. Copy its secret now: it will not be shown again.",
  rotated: "The new secret is ready. Copy it now: it will not be shown again.",
  secret: "Secret",
  verify: "How to check that a message is LEXIA's",
  verifySteps: [
    "Take whsec_ off the secret and decode the rest from base64: that is the key.",
    "Join the header webhook-id, the header webhook-timestamp and the body as it came, with dots between them.",
    "Calculate the HMAC-SHA256 of that text with the key, in base64. It must equal one of the v1,… signatures of webhook-signature.",
    "Refuse messages older than five minutes, and answer 2xx within 15 seconds. The libraries of Standard Webhooks do it for you.",
  ],
  toLog: "Go to the webhook",
  test: "Send a test",
  tested: "The test was taken",
  testFailed: "The test was not taken",
  pause: "Pause",
  enable: "Enable",
  edit: "Edit",
  save: "Save",
  saved: "Your changes were saved.",
  rotate: "Change the secret",
  rotateQuestion: "The new one is shown only once. While the time lasts, messages carry both signatures.",
  rotateAnswer: "Make a new secret",
  overlap: "The present one signs for another",
  overlaps: [["24", "24 hours"], ["168", "7 days"], ["1", "1 hour"], ["0", "It stops at once"]],
  bothSign: "The previous secret signs as well until",
  remove: "Delete",
  removeQuestion:
    "The webhook and its log of deliveries are deleted. It is told of nothing that happens later.",
  removeAnswer: "Delete the webhook",
  log: "Deliveries",
  logHint: "Kept for 30 days. What fails is tried eight times within some 28 hours.",
  logEmpty: "There are no deliveries yet",
  logEmptyAdvice: "What happens of what you chose appears here. “Send a test” shows whether it gets through.",
  logNone: "No delivery is in that state.",
  filter: "State of the deliveries",
  all: "All",
  deliveries: { pending: "On its way", held: "Held by limit", delivered: "Delivered", failed: "Failed" },
  when: "Time",
  event: "Event",
  attempts: "Attempts",
  answer: "Answer",
  lasted: "Duration",
  next: "Next attempt",
  redeliver: "Send again",
  again: "It will be sent again.",
  details: "Details",
  body: "What is sent",
  attempt: "Attempt",
  noAnswer: "no answer",
  disabled: {
    by_hand: "Somebody paused it. It is not told of what happens meanwhile.",
    gone: "It answered 410: it wants no more messages. Look into it before you enable it.",
    failing: "For five days it took nothing. Put the program right, test it and enable it.",
  },
  reasons: {
    address_refused: "The address leads into an inner or reserved network",
    name_not_resolved: "The server's name cannot be found",
    unreachable: "The server cannot be reached",
    timed_out: "The server did not answer in time",
    certificate_untrusted: "The server's certificate is not trusted",
    tls_failed: "TLS could not be set up",
    connection_lost: "The server broke the connection off",
    answer_unreadable: "The answer cannot be read",
    secret_unreadable: "The secret cannot be read: change it",
    redirected: "It answered with a redirect, which LEXIA does not follow",
    gone: "It answered 410: it wants no more messages",
    status: "It answered that it did not take it",
    endpoint_disabled: "The webhook is paused",
    endpoint_quiet: "The receiver asked to wait",
    daily_limit: "The day's deliveries are used up",
    organization_suspended: "The organization was suspended",
    workers_lost: "The sending was interrupted",
  },
  faults: {
    url: "The address is not accepted.",
    events: "Choose at least one event.",
    description: "Give at most 200 characters.",
    scheme: "Give an address that begins with https://.",
    credentials: "Leave out user name and password: messages are signed.",
    port: "Use port 443, or another one that no known service has.",
    host: "Give a whole address, such as https://hooks.example.com/lexia.",
    address_inner: "The address leads into an inner or reserved network: use a public one.",
  },
};

export function pageWords(locale: Locale): PageWords {
  return locale === "en" ? EN : ES;
}
