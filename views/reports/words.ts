/** The words of files to ask for and of reports that come by mail, in both languages. `#` stands for a figure. */
import { formatCount } from "../ui/dates.tsx";
import type { Locale } from "../ui/reader.ts";

const ES = {
  title: "Informes",
  lead: "Archivos a pedido e informes que llegan por correo, con lo que usted puede ver en LEXIA.",

  ask: "Pedir un archivo",
  what: "Qué",
  format: "Formato",
  from: "Desde el día",
  to: "Hasta el día",
  span:
    "El periodo vale para novedades, consultas usadas y analítica; vacío, los últimos 30 días, y de las novedades todas.",
  make: "Preparar el archivo",
  caseHint: "El informe de un solo proceso se pide en la página de su solicitud.",
  audit: "El registro de auditoría se descarga desde su página, con los filtros que allí se ponen.",
  auditLink: "Ir a la auditoría",
  subjects: {
    solicitudes: "Lista de solicitudes",
    novedades: "Novedades",
    case: "Informe de la solicitud",
    usage: "Consultas usadas",
    analytics: "Resumen de analítica",
  },
  formats: { xlsx: "Excel", csv: "CSV", pdf: "PDF", docx: "Word", json: "Datos para programas" },

  files: "Sus archivos",
  filesNone: "Todavía no ha pedido ningún archivo",
  filesNoneAdvice:
    "Lo que pida aquí, en la lista o en una solicitud aparece en esta tabla y se conserva 7 días.",
  file: "Archivo",
  asked: "Pedido",
  state: "Estado",
  size: "Tamaño",
  until: "Se retira",
  acts: "Acciones",
  download: "Descargar",
  open: "Ver",
  scheduled: "Programado",
  states: {
    waiting: "En cola",
    making: "Preparándose",
    ready: "Listo",
    failed: "Falló",
    removed: "Retirado",
  },

  schedules: "Informes programados",
  schedulesLead:
    "Se hacen los lunes o el primer día del mes a las 6 a. m., hora de Bogotá, sobre el periodo que terminó.",
  schedulesNone: "Ningún informe programado",
  schedulesNoneAdvice:
    "Cada destinatario recibe por correo un enlace a su propio archivo, con lo que su rol le permite ver.",
  newSchedule: "Programar un informe",
  changeSchedule: "Cambiar el informe programado",
  name: "Nombre",
  namePlaceholder: "Novedades de la semana",
  every: "Cada",
  rhythms: { week: "Semana", month: "Mes" },
  rhythmsLong: { week: "Cada semana, los lunes", month: "Cada mes, el primer día" },
  recipients: "Destinatarios",
  recipientsHint: "Solo personas activas de la organización.",
  recipientsCount: { one: "1 destinatario", many: "# destinatarios" },
  self: "(usted)",
  nextRun: "El próximo",
  lastRun: "El último",
  neverRun: "todavía ninguno",
  pausedBadge: "En pausa",
  activeBadge: "Activo",
  change: "Cambiar",
  pause: "Pausar",
  resume: "Reanudar",
  remove: "Eliminar",
  removeQuestion: "No se harán más. Los archivos que ya se hicieron se conservan su tiempo.",
  removeAnswer: "Eliminar el informe",
  save: "Guardar",
  create: "Programar",
  cancel: "Volver",
  saved: "Quedó guardado.",
  made: "Quedó programado.",
  removed: "El informe se eliminó.",
  errors: {
    name: "Escriba un nombre, de hasta 120 caracteres.",
    recipients: "Elija de una a 50 personas activas; las de analítica, con permiso para verla.",
    span: "Corrija las fechas: dos años como máximo, y la primera no después de la última.",
    what: "Elija qué desea y en qué formato.",
  },

  fileOf: "Archivo # pedido el",
  preparing: "El archivo se está preparando. Esta página se actualiza sola.",
  refresh: "Actualizar",
  failed: "No se pudo preparar el archivo. Pida la exportación de nuevo.",
  gone: "El archivo ya se retiró. Pida la exportación de nuevo.",
  readyUntil: "Contiene lo que usted puede ver en LEXIA, y solo usted puede descargarlo, hasta el",
  ready: "Contiene lo que usted puede ver en LEXIA, y solo usted puede descargarlo.",
};

export type ReportsWords = typeof ES;

const EN: ReportsWords = {
  title: "Reports",
  lead: "Files on demand and reports that come by mail, with what you may see in LEXIA.",

  ask: "Ask for a file",
  what: "What",
  format: "Format",
  from: "From",
  to: "To",
  span:
    "The period counts for novedades, queries used and analytics; empty, the last 30 days, and of novedades all of them.",
  make: "Prepare the file",
  caseHint: "The report of a single case is asked for on the page of its solicitud.",
  audit: "The audit log is downloaded from its own page, with the filters that are set there.",
  auditLink: "Go to the audit log",
  subjects: {
    solicitudes: "List of solicitudes",
    novedades: "Novedades",
    case: "Report of the solicitud",
    usage: "Queries used",
    analytics: "Analytics summary",
  },
  formats: { xlsx: "Excel", csv: "CSV", pdf: "PDF", docx: "Word", json: "Data for programs" },

  files: "Your files",
  filesNone: "You have not asked for a file yet",
  filesNoneAdvice:
    "What you ask for here, in the list or in a solicitud shows in this table and is kept for 7 days.",
  file: "File",
  asked: "Asked for",
  state: "State",
  size: "Size",
  until: "Removed",
  acts: "Acts",
  download: "Download",
  open: "View",
  scheduled: "Scheduled",
  states: {
    waiting: "Queued",
    making: "Being prepared",
    ready: "Ready",
    failed: "Failed",
    removed: "No longer kept",
  },

  schedules: "Scheduled reports",
  schedulesLead:
    "Made on Mondays or on the first day of the month at 6 a.m., Bogotá time, about the period that has ended.",
  schedulesNone: "No scheduled report",
  schedulesNoneAdvice:
    "Each recipient gets a link by mail to a file of their own, with what their role lets them see.",
  newSchedule: "Schedule a report",
  changeSchedule: "Change the scheduled report",
  name: "Name",
  namePlaceholder: "Novedades of the week",
  every: "Every",
  rhythms: { week: "Week", month: "Month" },
  rhythmsLong: { week: "Every week, on Mondays", month: "Every month, on the first day" },
  recipients: "Recipients",
  recipientsHint: "Only active people of the organization.",
  recipientsCount: { one: "1 recipient", many: "# recipients" },
  self: "(you)",
  nextRun: "The next one",
  lastRun: "The last one",
  neverRun: "none yet",
  pausedBadge: "Paused",
  activeBadge: "Active",
  change: "Change",
  pause: "Pause",
  resume: "Resume",
  remove: "Delete",
  removeQuestion: "No more will be made. Files that were made already are kept for their time.",
  removeAnswer: "Delete the report",
  save: "Save",
  create: "Schedule",
  cancel: "Back",
  saved: "It was saved.",
  made: "It was scheduled.",
  removed: "The report was deleted.",
  errors: {
    name: "Write a name of at most 120 characters.",
    recipients: "Choose from 1 to 50 active people; for analytics, those who may see it.",
    span: "Correct the dates: two years at most, and the first not after the last.",
    what: "Choose what you want, and its format.",
  },

  fileOf: "# file, asked for on",
  preparing: "The file is being prepared. This page updates itself.",
  refresh: "Refresh",
  failed: "The file could not be prepared. Ask for the export again.",
  gone: "The file is no longer kept. Ask for the export again.",
  readyUntil: "It holds what you may see in LEXIA, and only you can download it, until",
  ready: "It holds what you may see in LEXIA, and only you can download it.",
};

export function reportsWords(locale: Locale): ReportsWords {
  return locale === "en" ? EN : ES;
}

/** `48,2 kB` */
export function sizeWords(bytes: number, locale: Locale): string {
  const [size, unit] = bytes >= 1_000_000 ? [bytes / 1_000_000, "MB"] : [bytes / 1_000, "kB"];
  return `${formatCount(size, locale, { maximumFractionDigits: 1 })} ${unit}`;
}
