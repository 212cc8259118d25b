/** The words of files: titles, columns, statuses. A code without words stays as it is. */

export type Locale = "es" | "en";

type Words = Readonly<Record<string, readonly [es: string, en: string]>>;

const WORDS: Words = {
  // titles
  solicitudes: ["Solicitudes", "Solicitudes"],
  case: ["Informe del proceso", "Case report"],
  // columns and facts
  radicado: ["Radicado", "Radicado"],
  radicado_digits: ["Radicado (23 dígitos)", "Radicado (23 digits)"],
  alias: ["Nombre", "Name"],
  status: ["Estado", "Status"],
  frequency: ["Frecuencia", "Frequency"],
  despacho: ["Despacho", "Court"],
  departamento: ["Departamento", "Department"],
  ponente: ["Ponente", "Judge"],
  tipo_proceso: ["Tipo de proceso", "Type"],
  clase_proceso: ["Clase de proceso", "Class"],
  subclase_proceso: ["Subclase", "Subclass"],
  recurso: ["Recurso", "Appeal"],
  ubicacion: ["Ubicación", "Location"],
  contenido_radicacion: ["Contenido de la radicación", "Content of the filing"],
  filed_on: ["Fecha de radicación", "Filed on"],
  sujetos: ["Sujetos procesales", "Parties"],
  last_actuacion_on: ["Última actuación", "Last entry"],
  last_result: ["Último resultado", "Last result"],
  last_verified_at: ["Última verificación", "Last verified"],
  next_run_at: ["Próxima verificación", "Next check"],
  created_at: ["Registrada", "Created"],
  id_proceso: ["Número en el portal", "Number at the portal"],
  tipo_sujeto: ["Calidad", "Role"],
  name: ["Nombre o razón social", "Name"],
  entry_filed_on: ["Fecha", "Date"],
  registered_on: ["Registrada", "Registered"],
  actuacion: ["Actuación", "Entry"],
  anotacion: ["Anotación", "Note"],
  term_starts_on: ["Inicia término", "Term starts"],
  term_ends_on: ["Finaliza término", "Term ends"],
  is_new: ["Novedad", "New"],
  started_at: ["Verificada el", "Checked at"],
  result: ["Resultado", "Result"],
  reason: ["Motivo", "Reason"],
  new_actuaciones: ["Actuaciones nuevas", "New entries"],
  evidence: ["Evidencia (SHA-256)", "Evidence (SHA-256)"],
  // parts of a case
  summary: ["Resumen", "Summary"],
  procesos: ["Procesos", "Procesos"],
  parties: ["Sujetos procesales", "Parties"],
  timeline: ["Actuaciones", "Docket entries"],
  checks: ["Qué se verificó y cuándo", "What was checked, and when"],
  source: ["Fuente", "Source"],
  cpnu: [
    "Consulta de Procesos Nacional Unificada, Rama Judicial",
    "Consulta de Procesos Nacional Unificada, Rama Judicial",
  ],
  private: [
    "Proceso reservado: el portal no muestra su contenido.",
    "Private case: the portal does not show its content.",
  ],
  never_verified: ["Todavía no se ha verificado", "Not verified yet"],
  no_procesos: [
    "El portal no muestra ningún proceso con este radicado.",
    "The portal shows no case with this radicado.",
  ],
  yes: ["Sí", "Yes"],
  made: ["Elaborado", "Made"],
  disclaimer: [
    "Datos tomados del portal público de la Rama Judicial en la fecha indicada. Confírmelos en el expediente antes de actuar.",
    "Taken from the public portal of the Rama Judicial on the date shown. Confirm them in the court file before acting.",
  ],
  page: ["Página", "Page"],
  of: ["de", "of"],
  // values
  "status:pending": ["En espera", "Waiting"],
  "status:processing": ["Verificando", "Checking"],
  "status:completed": ["Verificada", "Verified"],
  "status:failed": ["Sin verificar", "Not verified"],
  "status:paused": ["En pausa", "Paused"],
  "status:held": ["Retenida por cupo", "Held by quota"],
  "frequency:once": ["Una sola vez", "Once"],
  "frequency:daily": ["Diaria", "Daily"],
  "frequency:weekly": ["Semanal", "Weekly"],
  "frequency:monthly": ["Mensual", "Monthly"],
  "frequency:dynamic": ["Diaria, solo novedades", "Daily, changes only"],
  "result:found": ["Verificado, con actuaciones", "Verified, with entries"],
  "result:not_found": ["No aparece en el portal", "Not in the portal"],
  "result:private": ["Proceso reservado", "Private case"],
  "result:unchanged": ["Verificado, sin novedades", "Verified, nothing new"],
  "result:unverified": ["Sin verificar", "Not verified"],
  "result:error": ["Sin verificar", "Not verified"],
};

export function word(key: string, locale: Locale): string {
  const known = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
  return known ? known[locale === "es" ? 0 : 1] : key.replace(/^\w+:/, "");
}

/** An instant as a clock in Bogota shows it: `2026-11-26 15:04`. */
export function instantText(at: Date): string {
  const local = new Date(at.getTime() - 5 * 3_600_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 16)}`;
}
