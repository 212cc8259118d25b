/** The words of the first page of the day, in both languages. `#` stands for a figure. */
import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Tablero",
  greetings: { morning: "Buenos días", afternoon: "Buenas tardes", night: "Buenas noches" },
  lastChecked: "última verificación",
  neverChecked: "sin verificaciones todavía",
  export: "Exportar",
  all: "Ver todas",

  news: "Novedades sin leer",
  newsNone: "Nada nuevo que leer",
  newsNoneWhen: "Lo último que LEXIA verificó, y cuándo, está en la revisión de hoy.",
  newsNoneUnverified: "Hay solicitudes que no se pudieron verificar: de esas no se sabe si tienen novedades.",
  urgent: "Urgente",
  severity: { high: "Alta", normal: "Normal", low: "Baja" },
  term: "El término vence el",
  found: "Encontrada",
  withEstado: "con su fijación en estado",
  inCase: "Ver en el proceso",
  unnamedCase: "Radicado",

  today: "Revisión de hoy",
  verifiedOf: "# de # verificadas hoy",
  noneToday: "Hoy no se ha verificado ninguna todavía",
  allTrusted: "Todas las respuestas de hoy son confiables.",
  doubtful: { one: "1 no se pudo verificar:", many: "# no se pudieron verificar:" },
  due: { one: "Falta 1 de hoy", many: "Faltan # de hoy" },
  next: "La siguiente,",
  paused: { one: "1 en pausa", many: "# en pausa" },

  running: "En curso ahora",
  queued: "En cola",
  verifying: "Verificando",
  more: "y # más",

  attention: "Requieren su atención",
  attentionLead: "De estas no se sabe hoy si tienen novedades.",
  whatToDo: {
    failed: "Ábrala y pida verificarla de nuevo, o revise el radicado en el portal.",
    held: "Espera consultas: amplíe el plan o aguarde al próximo mes.",
    again: "LEXIA vuelve a intentarlo sin que usted haga nada.",
    doubtful: "Verifíquela ahora, o espere a la próxima revisión.",
  },
  nextTry: "Próximo intento",

  terms: "Términos próximos",
  termsNone: "Ningún término vence en los próximos 14 días.",
  termsSource: "Según las fechas que registra el despacho.",
  days: { today: "hoy", tomorrow: "mañana", in: "en # días" },

  weeks: "Novedades por semana",
  weeksLead: "Las últimas 12 semanas; la actual sigue en curso.",
  week: "Semana del",

  portal: "Portal judicial",
  portalStates: {
    open: "Responde",
    slow: "Responde con demora",
    blocked: "Rechaza las consultas",
    down: "No responde",
    resting: "Fuera del horario de consulta",
  },
  portalMeans: {
    open: "Las verificaciones siguen su plan.",
    slow: "Las verificaciones se hacen, más tarde de lo habitual.",
    blocked: "LEXIA espera para no agravarlo. Lo que no se verifique se muestra como tal.",
    down: "LEXIA reintenta sola. Lo que no se verifique se muestra como tal.",
    resting: "Las programadas siguen cuando abra; lo que usted pida se consulta ya.",
  },
  portalUnknown: "En este momento no se sabe cómo responde.",
  lastAnswer: "Última respuesta confiable",
  noAnswer: "Todavía ninguna",
  asksAgain: "Vuelve a preguntar",
  share: "De las consultas posibles hoy, usado",

  quota: "Consultas del mes",
  quotaUnlimited: "# usadas, sin límite",
  quotaUsed: "# de # usadas",
  quotaResets: "Se reinicia el",
  quotaFull: "Al llegar al límite, las programadas quedan retenidas.",
  usage: "Uso y plan",

  kpi: {
    watched: "En seguimiento",
    thisWeek: "Novedades esta semana",
    terms: "Términos en 14 días",
    attention: "Por atender",
  },
  kpiNotes: {
    watched: "de # en total",
    compared: "# la semana anterior",
    noTerm: "Ninguno por vencer",
    nextTerm: "El primero,",
    nothing: "Todo verificado",
    held: { one: "1 retenida por cupo", many: "# retenidas por cupo" },
    unverified: "sin verificar o fallidas",
  },

  steps: "Primeros pasos",
  stepsLead: "# de # hechos",
  stepDone: "Hecho:",
  dismiss: "No mostrar más",
  stepNames: {
    follow: ["Siga un primer radicado", "LEXIA lo consulta y le avisa de cada actuación nueva."],
    invite: ["Invite a un colega", "Cada persona ve lo que su rol permite."],
    notices: ["Elija sus avisos", "Al instante, en un resumen diario o solo lo urgente."],
    factor: ["Active un segundo factor", "Una aplicación o una llave protegen su cuenta."],
    logo: ["Ponga el logo de su organización", "Aparece en las páginas, los correos y los informes."],
    sso: ["Conecte el inicio de sesión único", "Microsoft, Google o su directorio, sin otra contraseña."],
  },

  emptyTitle: "Todavía no hay nada en seguimiento",
  emptyFollower:
    "Registre un radicado de 23 dígitos o busque por el nombre de una parte: desde mañana, esta página le dice qué cambió y qué se verificó.",
  emptyReader:
    "Aquí aparecerá lo que se siga a su nombre. Pida a un administrador o coordinador de su organización que registre los procesos que le interesan.",
  emptyAdmin:
    "Aquí aparecerá lo que siga su organización. Invite a los abogados: ellos registran los radicados, y usted ve todos.",
  followFirst: "Nueva solicitud",
  learn: "Qué es un radicado",
  inviteFirst: "Invitar personas",
};

export type DashboardWords = typeof ES;

const EN: DashboardWords = {
  title: "Dashboard",
  greetings: { morning: "Good morning", afternoon: "Good afternoon", night: "Good evening" },
  lastChecked: "last check",
  neverChecked: "nothing checked yet",
  export: "Export",
  all: "See all",

  news: "Unread novedades",
  newsNone: "Nothing new to read",
  newsNoneWhen: "What LEXIA checked last, and when, stands under today’s check.",
  newsNoneUnverified: "Some solicitudes could not be verified: nobody knows whether they have novedades.",
  urgent: "Urgent",
  severity: { high: "High", normal: "Normal", low: "Low" },
  term: "The term ends on",
  found: "Found",
  withEstado: "with its notice by estado",
  inCase: "See it in the case",
  unnamedCase: "Radicado",

  today: "Today’s check",
  verifiedOf: "# of # verified today",
  noneToday: "None was verified today yet",
  allTrusted: "All of today’s answers can be trusted.",
  doubtful: { one: "1 could not be verified:", many: "# could not be verified:" },
  due: { one: "1 is still to come today", many: "# are still to come today" },
  next: "The next one,",
  paused: { one: "1 paused", many: "# paused" },

  running: "Running now",
  queued: "Queued",
  verifying: "Checking",
  more: "and # more",

  attention: "They need your attention",
  attentionLead: "Of these nobody knows today whether they have novedades.",
  whatToDo: {
    failed: "Open it and have it checked again, or look the radicado up in the portal.",
    held: "It waits for queries: upgrade the plan, or wait for the next month.",
    again: "LEXIA tries again; you need not do anything.",
    doubtful: "Check it now, or wait for the next check.",
  },
  nextTry: "Next attempt",

  terms: "Upcoming terms",
  termsNone: "No term ends within the next 14 days.",
  termsSource: "By the dates that the court office registers.",
  days: { today: "today", tomorrow: "tomorrow", in: "in # days" },

  weeks: "Novedades by week",
  weeksLead: "The last 12 weeks; the present one is not over.",
  week: "Week of",

  portal: "Court portal",
  portalStates: {
    open: "Answers",
    slow: "Answers slowly",
    blocked: "Refuses queries",
    down: "Does not answer",
    resting: "Outside of its hours",
  },
  portalMeans: {
    open: "Checks go as planned.",
    slow: "Checks are made, later than usual.",
    blocked: "LEXIA waits so as not to make it worse. What is not verified is shown as such.",
    down: "LEXIA tries again by itself. What is not verified is shown as such.",
    resting: "Scheduled checks go on when it opens; what you ask for is looked up now.",
  },
  portalUnknown: "Nobody can say right now how it answers.",
  lastAnswer: "Last answer to be trusted",
  noAnswer: "None yet",
  asksAgain: "Asks again",
  share: "Of today’s possible queries, used",

  quota: "Queries of the month",
  quotaUnlimited: "# used, no limit",
  quotaUsed: "# of # used",
  quotaResets: "Starts anew on",
  quotaFull: "At the limit, scheduled checks are held.",
  usage: "Usage and plan",

  kpi: {
    watched: "Followed",
    thisWeek: "Novedades this week",
    terms: "Terms within 14 days",
    attention: "To look after",
  },
  kpiNotes: {
    watched: "of # in all",
    compared: "# the week before",
    noTerm: "None ends",
    nextTerm: "The first one,",
    nothing: "All verified",
    held: { one: "1 held by quota", many: "# held by quota" },
    unverified: "not verified, or failed",
  },

  steps: "First steps",
  stepsLead: "# of # done",
  stepDone: "Done:",
  dismiss: "Do not show again",
  stepNames: {
    follow: ["Follow a first radicado", "LEXIA looks it up and tells you of each new entry."],
    invite: ["Invite a colleague", "Everybody sees what their role allows."],
    notices: ["Choose your notices", "At once, in a daily digest, or only what is urgent."],
    factor: ["Set up a second factor", "An app or a passkey protects your account."],
    logo: ["Add your organization’s logo", "It appears on pages, mails and reports."],
    sso: ["Connect single sign-on", "Microsoft, Google or your directory, without another password."],
  },

  emptyTitle: "Nothing is followed yet",
  emptyFollower:
    "Register a radicado of 23 digits or search by a party’s name: from tomorrow on, this page tells you what has changed and what was checked.",
  emptyReader:
    "What is followed for you will appear here. Ask an administrator or team lead of your organization to register the cases that concern you.",
  emptyAdmin:
    "What your organization follows will appear here. Invite the lawyers: they register radicados, and you see all of them.",
  followFirst: "New solicitud",
  learn: "What a radicado is",
  inviteFirst: "Invite people",
};

export function dashboardWords(locale: Locale): DashboardWords {
  return locale === "en" ? EN : ES;
}

/** The sentence with figures in the places that are marked for them. */
export function fill(sentence: string, ...figures: readonly string[]): string {
  let next = 0;
  return sentence.replaceAll("#", () => figures[next++] ?? "");
}

export function counted(forms: { one: string; many: string }, count: number, shown: string): string {
  return count === 1 ? forms.one : fill(forms.many, shown);
}
