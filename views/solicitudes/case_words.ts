/** The words of the page of a solicitud, in both languages. */
import type { Locale } from "../ui/reader.ts";
import { EN } from "./case_words_en.ts";
import type { Frequency, Status } from "./words.ts";

const ES = {
  list: "Solicitudes",
  against: "contra",
  copy: "Copiar el radicado",
  copied: "Copiado",
  meaning: "Qué dice este radicado",
  segments: {
    departamento: "Departamento",
    municipio: "Municipio",
    entidad: "Entidad",
    especialidad: "Especialidad",
    despacho: "Despacho",
    ano: "Año",
    consecutivo: "Consecutivo",
    recurso: "Recurso",
  } as Readonly<Record<string, string>>,
  moves: { execute: "Verificar ahora", pause: "Pausar", resume: "Reanudar" },
  export: "Exportar",
  exports: {
    pdf: "PDF, informe para el cliente",
    docx: "Word",
    xlsx: "Excel",
    csv: "CSV",
    json: "JSON, para programas",
  },
  print: "Imprimir",

  trust: "Lo que LEXIA verificó",
  trusted: "Respuesta confiable",
  doubtful: "Sin respuesta confiable",
  underway: "En curso",
  never: "Aún no se ha verificado",
  lastTrusted: "Lo que ve aquí es de la última respuesta confiable:",
  noTrusted: "Todavía no hay ninguna respuesta confiable: que no vea novedades no significa que no las haya.",
  next: "Próxima verificación",
  noDate: {
    pending: "En cola",
    processing: "En curso",
    completed: "No se repite",
    failed: "No se repite",
    paused: "En pausa",
    held: "Cuando haya cupo",
  } satisfies Record<Status, string>,
  sourceUpdated: "El portal actualizó sus datos",
  evidence: "Prueba (SHA-256)",
  since: "En seguimiento desde",
  attempt: "intento",

  liveLabel: "Verificación en curso",
  bar: "Avance de la verificación",
  reload: "Recargue la página para ver el avance.",
  live: {
    queued: "La verificación está en cola.",
    soon: "En cola: la verificación empieza en un momento.",
    waiting: "Esperando turno.",
    pace: "Esperando turno: LEXIA consulta el portal sin saturarlo.",
    breaker: "El portal viene fallando: LEXIA espera antes de preguntar de nuevo.",
    budget: "Se agotó el cupo de consultas al portal por hoy: la verificación sigue mañana.",
    window: "La verificación empieza cuando abra el horario de consulta.",
    asking_portal: "Consultando el portal de la Rama Judicial…",
    reading_hits: "Leyendo resultados: página {page} de {pages}…",
    reading_detail: "Leyendo el proceso {proceso} de {procesos}…",
    reading_actuaciones: "Leyendo actuaciones: página {page} de {pages}…",
    reading_sujetos: "Leyendo sujetos procesales: página {page} de {pages}…",
    retrying: "Esperando el próximo intento: {at}",
    done: "Verificación terminada.",
    failed: "No se pudo verificar.",
    other: "Verificando…",
    lost: "Se perdió el seguimiento en vivo: recargue la página para ver el estado.",
  },

  procesos: (count: number) => count === 1 ? "Proceso" : `${count} procesos con este radicado`,
  noProcesos: "Todavía no hay procesos",
  noProcesosAdvice:
    "El portal aún no muestra ninguno con este radicado. LEXIA sigue preguntando y le avisa cuando aparezca.",
  noOffice: "Despacho sin publicar",
  private: "Reservado",
  privateAdvice: "El portal no muestra el contenido de este proceso. LEXIA sigue verificando que exista.",
  clase: "Clase",
  tipo: "Tipo",
  ponente: "Ponente",
  departamento: "Departamento",
  ubicacion: "Ubicación",
  filed: "Radicado el",
  lastEntry: "Última actuación",
  content: "Contenido de radicación",
  seen: "Visto por LEXIA",
  parties: "Sujetos procesales",
  emplazado: "emplazado",
  documents: (count: number) =>
    count === 1 ? "1 actuación con documentos" : `${count} actuaciones con documentos`,
  documentsLabel: "Documentos",

  docket: "Actuaciones",
  all: "Todas",
  allProcesos: "Todos los procesos",
  byProceso: "Actuaciones por proceso",
  byNews: "Cuáles actuaciones",
  unread: "Sin leer",
  news: "Novedades",
  filter: "Buscar en las actuaciones",
  filterButton: "Buscar",
  noneMatch: "Ninguna actuación coincide",
  noneMatchAdvice: "Pruebe con otras palabras, o vuelva a ver todas.",
  noneUnread: "Está al día",
  noneUnreadAdvice: "Ya leyó todo lo nuevo de este caso.",
  showAll: "Ver todas",
  noEntries: "Todavía no hay actuaciones",
  noEntriesAdvice: "Aparecen aquí apenas el portal las muestre, y lo nuevo queda marcado.",
  fromEntry: "Desde la actuación elegida.",
  severities: { high: "Importancia alta", normal: "Nueva", low: "Importancia baja" },
  edited: "Modificada",
  withdrawn: "Retirada del portal",
  late: "Apareció tarde",
  hasDocuments: "Con documentos",
  registered: "Registrada el",
  found: "LEXIA la encontró el",
  read: "Marcar leída",
  readAll: (count: number) => count === 1 ? "Marcar leída" : `Marcar leídas estas ${count}`,
  link: "Enlace a esta actuación",
  term: "Término",
  termFrom: "desde el",
  termUntil: "hasta el",
  termTo: "al",
  ended: "Venció",
  left: (count: number, endsToday: boolean) => {
    if (endsToday) return "Vence hoy";
    if (count === 0) return "No quedan días hábiles después de hoy";
    return count === 1 ? "Queda 1 día hábil" : `Quedan ${count} días hábiles`;
  },
  howCounted: "Cómo se cuenta",
  counted:
    "Días hábiles después de hoy y hasta el último del término (Código General del Proceso, artículo 118), por el calendario judicial.",
  countedContinuous:
    "Días hábiles después de hoy y hasta el último del término; por ser tutela o hábeas corpus, la vacancia no lo detiene (Decreto 2591 de 1991, artículo 15).",
  leftOut: "No se cuentan, además de los fines de semana:",
  guide: "Es una guía: confírmelo una persona.",
  nextTerm: "Próximo término",

  checks: "Verificaciones",
  when: "Cuándo",
  result: "Resultado",
  reason: "Motivo",
  duration: "Duración",
  proof: "Prueba",
  noProof: "No hay",
  proofIs: "La prueba es la huella SHA-256 de lo que respondió el portal.",

  settings: "Ajustes",
  change: "Cambiar",
  alias: "Nombre con que usted la conoce",
  noAlias: "Sin nombre",
  frequency: "Frecuencia",
  runOn: "Días",
  runOns: { judicial_days: "Solo días hábiles judiciales", every_day: "Todos los días" },
  notices: "Avisos",
  email: "Enviar por correo electrónico",
  muted: "Silenciar los avisos de esta solicitud",
  isMuted: "Silenciados",
  noEmail: "Solo en LEXIA",
  whenTell: "Cuándo avisar",
  whens: {
    change: "Cuando haya cambios",
    every_check: "En cada verificación",
    digest: "En el resumen periódico",
  },
  save: "Guardar",
  saved: "Los ajustes se guardaron.",
  conflict:
    "Alguien cambió esta solicitud mientras usted la editaba. Lo que usted escribió sigue en el formulario: compárelo con los ajustes de ahora y vuelva a guardar.",
  aliasTooLong: "Escriba como máximo 200 caracteres.",
  delete: "Eliminar la solicitud",
  deleteQuestion:
    "Se borran sus verificaciones y sus notas, y también lo guardado del proceso si nadie más lo sigue. No se puede deshacer.",
  deleteAnswer: "Sí, eliminar",

  notes: "Notas",
  noNotes: "Nadie ha escrito notas sobre este caso.",
  noteLabel: "Nota nueva",
  noteHint: "La leen quienes ven esta solicitud.",
  addNote: "Agregar la nota",
  noteEmpty: "Escriba la nota.",
  noteTooLong: "Escriba como máximo 2.000 caracteres.",
  noteAbout: "Sobre",
  moreNotes: "Notas siguientes",

  printedBy: "Impreso por",
  printedOn: "el",
  printTitle: "Informe del caso",
  printNow: "Imprimir este documento",
  back: "Volver a la solicitud",
  printPart: (count: number) =>
    `El documento muestra las ${count} actuaciones más recientes. Exporte a Excel o PDF para tenerlas todas.`,
  portal: "Fuente",
  status: "Estado",
};

export type CaseWords = typeof ES;

export function caseWords(locale: Locale): CaseWords {
  return locale === "en" ? EN : ES;
}

/** A choice that the API knows too. */
export type RunOn = keyof CaseWords["runOns"];
export type NotifyWhen = keyof CaseWords["whens"];

export interface SettingsValues {
  alias: string;
  frequency: Frequency;
  runOn: RunOn;
  email: boolean;
  when: NotifyWhen;
  muted: boolean;
}
