/** The words around the lines, in both languages. */
import type { InBoth, Section, Severity } from "./probe.ts";
import type { BoxVerdict } from "./run_probes.ts";

export const SECTION_NAMES: Readonly<Record<Section, InBoth>> = {
  security: { en: "Security", es: "Seguridad" },
  monitoring: { en: "Monitoring", es: "Monitoreo" },
  backup: { en: "Backup and recovery", es: "Copias y recuperación" },
  performance: { en: "Performance", es: "Rendimiento" },
  operations: { en: "Operations", es: "Operación" },
  post_launch: { en: "After launch", es: "Después del lanzamiento" },
};

export const WHEN_NAMES: Readonly<Record<string, InBoth>> = {
  first_day: { en: "first 24 hours", es: "primeras 24 horas" },
  first_week: { en: "first week", es: "primera semana" },
  first_month: { en: "first month", es: "primer mes" },
};

export const VERDICT_NAMES: Readonly<Record<BoxVerdict, InBoth>> = {
  pass: { en: "pass", es: "cumple" },
  fail: { en: "fail", es: "falla" },
  not_applicable: { en: "not applicable", es: "no aplica" },
  by_people: { en: "by people", es: "por personas" },
};

export const SEVERITY_NAMES: Readonly<Record<Severity, InBoth>> = {
  high: { en: "high", es: "alta" },
  medium: { en: "medium", es: "media" },
  low: { en: "low", es: "baja" },
};

export const REPORT_WORDS = {
  title: { en: "Ready for production?", es: "¿Lista para producción?" },
  of: { en: "of", es: "de" },
  checklist: { en: "The checklist", es: "La lista de verificación" },
  probes: { en: "What was asked", es: "Lo que se preguntó" },
  box: { en: "box", es: "casilla" },
  line: { en: "line", es: "línea" },
  verdict: { en: "verdict", es: "veredicto" },
  severity: { en: "severity", es: "gravedad" },
  evidence: { en: "evidence", es: "evidencia" },
  remedy: { en: "what to do", es: "qué hacer" },
  told_by: { en: "told by", es: "según" },
  to_file: { en: "to file", es: "por archivar" },
  filed: { en: "filed", es: "archivado" },
  more: { en: "more", es: "más" },
  failures: { en: "To mend first", es: "Lo primero por reparar" },
} as const satisfies Readonly<Record<string, InBoth>>;
