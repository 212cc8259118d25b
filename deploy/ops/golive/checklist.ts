/**
 * Every box of the setup guide's checklist, by section, in the guide's order: which probes tell of it, or that people
 * must, and what they file as evidence. A box with both is ticked by the probes, and people add what probes cannot see.
 */
import type { InBoth, Section } from "./probe.ts";

export interface Box {
  id: string;
  section: Section;
  /** The group of the post-launch boxes. */
  when?: "first_day" | "first_week" | "first_month";
  name: InBoth;
  probes: readonly string[];
  /** What people file, where probes do not tell all. */
  people?: InBoth;
}

function box(
  section: Section,
  id: string,
  en: string,
  es: string,
  probes: string,
  people?: [en: string, es: string],
): Box {
  return {
    id,
    section,
    name: { en, es },
    probes: probes.split(" ").filter(Boolean),
    ...(people === undefined ? {} : { people: { en: people[0], es: people[1] } }),
  };
}

function later(
  when: NonNullable<Box["when"]>,
  ...rest: [string, string, string, string, [string, string]?]
): Box {
  const [id, en, es, probes, people] = rest;
  return { ...box("post_launch", id, en, es, probes, people), when };
}

export const BOXES: readonly Box[] = [
  box(
    "security",
    "certificates",
    "Certificates",
    "Certificados",
    "certificate_trusted certificate_expiry certificate_wildcard tls_old_protocols tls_weak_ciphers tls_modern http_redirects",
  ),
  box(
    "security",
    "headers",
    "Security headers",
    "Encabezados de seguridad",
    "hsts security_headers content_policy no_leaks cookie_flags",
  ),
  box(
    "security",
    "database_rights",
    "Least rights in the database",
    "Permisos mínimos en la base de datos",
    "database_roles row_security database_tls database_authentication database_log",
  ),
  box(
    "security",
    "secrets",
    "Secrets",
    "Secretos",
    "secret_strength secret_files settings_leftovers log_level demo_accounts published_passwords redis_password redis_tls files_private",
  ),
  box(
    "security",
    "rate_limits",
    "Rate limits",
    "Límites de solicitudes",
    "api_rate_limit sign_in_rate_limit",
  ),
  box("security", "cors", "Other origins", "Otros orígenes (CORS)", "cors_closed"),
  box(
    "security",
    "input",
    "Input of every endpoint",
    "Entradas de todos los puntos",
    "input_refused body_limit asks_who",
  ),
  box("security", "sql_injection", "SQL injection", "Inyección de SQL", "injection_refused row_security"),
  box(
    "security",
    "scripts",
    "Scripts of others (XSS)",
    "Scripts ajenos (XSS)",
    "content_policy markup_escaped",
  ),

  box(
    "monitoring",
    "app_metrics",
    "Metrics of LEXIA",
    "Métricas de LEXIA",
    "application_metrics metrics_closed",
  ),
  box(
    "monitoring",
    "db_metrics",
    "Metrics of the database",
    "Métricas de la base de datos",
    "database_metrics redis_metrics",
  ),
  box(
    "monitoring",
    "machine_metrics",
    "Metrics of the machines",
    "Métricas de las máquinas",
    "system_metrics targets_up",
  ),
  box("monitoring", "logs", "Logs in one place", "Registros en un solo lugar", "logs_shipped"),
  box("monitoring", "alerts", "Alerts", "Alertas", "rules_loaded alertmanager watchdog"),
  box("monitoring", "dashboard", "Dashboards", "Tableros", "dashboards"),
  box("monitoring", "uptime", "Uptime", "Disponibilidad", "health ready uptime_probes"),
  box("monitoring", "errors", "Errors told", "Errores reportados", "error_tracking"),

  box(
    "backup",
    "backups",
    "Backups by themselves",
    "Copias automáticas",
    "backup_configured backup_fresh backup_told",
  ),
  box("backup", "verification", "Backups verified", "Copias verificadas", "backup_verified"),
  box("backup", "restoration", "Restoration tried", "Restauración ensayada", "backup_drilled"),
  box("backup", "disaster_plan", "Plan for disasters", "Plan ante desastres", "backup_drilled", [
    "The plan with names and telephones, and the date when those named have read it",
    "El plan con nombres y teléfonos, y la fecha en que lo leyeron",
  ]),
  box("backup", "targets", "RTO and RPO", "RTO y RPO", "recovery_times", [
    "The figures that management has agreed to",
    "Las cifras que aceptó la dirección",
  ]),
  box("backup", "storage", "Storage of backups", "Almacenamiento de copias", "backup_private backup_offsite"),
  box("backup", "retention", "Retention", "Retención", "backup_retention"),

  box("performance", "load", "Load", "Carga", "response_times response_times_measured", [
    "The output of deno task bench on this machine",
    "La salida de deno task bench en esta máquina",
  ]),
  box("performance", "queries", "Queries", "Consultas", "indexes_valid sequential_scans"),
  box("performance", "caching", "Caching", "Caché", "assets_cached redis_policy"),
  box("performance", "cdn", "CDN", "CDN", "content_network"),
  box("performance", "pooling", "Connections", "Conexiones", "connection_pool"),
  box(
    "performance",
    "limits",
    "Limits of resources",
    "Límites de recursos",
    "database_limits redis_memory disk_space",
  ),
  box("performance", "scaling", "Growth", "Crecimiento", "workers instances", [
    "From which load on another machine or process comes, and who decides",
    "Desde qué carga se agrega otra máquina o proceso, y quién lo decide",
  ]),

  box(
    "operations",
    "tenancy",
    "Organizations apart",
    "Organizaciones separadas",
    "unknown_tenant tenants row_security",
  ),
  box(
    "operations",
    "roles",
    "Roles and permissions",
    "Roles y permisos",
    "asks_who sign_in_journey operators_second_factor operators_two",
  ),
  box("operations", "panel", "Operators' panel", "Panel de operadores", "admin_panel"),
  box("operations", "payments", "Billing", "Facturación", "billing"),
  box("operations", "support", "Support", "Soporte", "", [
    "Where people write to, within what time somebody answers, and who",
    "A dónde se escribe, en cuánto tiempo se responde y quién",
  ]),
  box("operations", "incidents", "Plan for incidents", "Plan de incidentes", "alertmanager audit_seal", [
    "Who is called for what, and the notes of one rehearsal",
    "A quién se llama para qué, y las notas de un simulacro",
  ]),
  box("operations", "training", "Training", "Capacitación", "", [
    "Who was trained in what, and when",
    "Quién se capacitó en qué y cuándo",
  ]),

  later("first_day", "day_errors", "Error rate below 1 %", "Errores por debajo del 1 %", "error_rate"),
  later(
    "first_day",
    "day_times",
    "Answers within 500 ms (p95)",
    "Respuestas en 500 ms (p95)",
    "response_times response_times_measured",
  ),
  later("first_day", "day_backups", "Backups run", "Las copias se hacen", "backup_fresh backup_told"),
  later("first_day", "day_resources", "Resources", "Recursos", "machine_resources disk_space redis_memory"),
  later(
    "first_day",
    "day_logs",
    "Anomalies in the logs",
    "Anomalías en los registros",
    "log_errors alerts_quiet jobs_buried",
  ),
  later("first_day", "day_sign_in", "Sign-in", "Inicio de sesión", "sign_ins sign_in_journey"),
  later(
    "first_day",
    "day_journeys",
    "What people do",
    "Lo que hace la gente",
    "sign_in_journey job_queue portal_breaker day_plan notices_told mail_server",
  ),

  later("first_week", "week_behaviour", "How people use it", "Cómo se usa", "sign_ins", [
    "What the figures of use show, and what follows from it",
    "Lo que muestran las cifras de uso y qué se hará",
  ]),
  later(
    "first_week",
    "week_performance",
    "Figures of performance",
    "Cifras de rendimiento",
    "response_times_measured sequential_scans",
  ),
  later("first_week", "week_backups", "Backups whole", "Copias íntegras", "backup_verified backup_private"),
  later(
    "first_week",
    "week_resources",
    "Trend of resources",
    "Tendencia de recursos",
    "machine_resources connection_pool",
  ),
  later("first_week", "week_feedback", "What people say", "Lo que dice la gente", "", [
    "Answers of at least one person of each organization",
    "Respuestas de al menos una persona de cada organización",
  ]),
  later(
    "first_week",
    "week_security_log",
    "Security log",
    "Registro de seguridad",
    "audit_seal alerts_quiet",
    [
      "Who has read the audit log of the week, and what was found",
      "Quién leyó la auditoría de la semana y qué encontró",
    ],
  ),
  later(
    "first_week",
    "week_tuning",
    "Tuning by real use",
    "Ajustes según el uso real",
    "sequential_scans job_queue",
    [
      "What was changed, and the figure before and after",
      "Qué se cambió, y la cifra antes y después",
    ],
  ),

  later("first_month", "month_capacity", "Capacity", "Capacidad", "connection_pool disk_space day_plan", [
    "Growth of the month, and for how long the machines suffice",
    "Crecimiento del mes y para cuánto alcanzan las máquinas",
  ]),
  later(
    "first_month",
    "month_audit",
    "Security audit",
    "Auditoría de seguridad",
    "database_roles row_security audit_seal operators_second_factor",
    [
      "The report of somebody who has not built this installation",
      "El informe de alguien que no construyó esta instalación",
    ],
  ),
  later(
    "first_month",
    "month_performance",
    "Performance",
    "Rendimiento",
    "response_times_measured indexes_valid",
  ),
  later("first_month", "month_survey", "Satisfaction", "Satisfacción", "", [
    "The survey's questions and answers",
    "Las preguntas y respuestas de la encuesta",
  ]),
  later(
    "first_month",
    "month_drill",
    "Rehearsal of a disaster",
    "Simulacro de desastre",
    "backup_drilled recovery_times",
  ),
  later(
    "first_month",
    "month_documentation",
    "Documentation",
    "Documentación",
    "version api_described legal_documents",
    [
      "What was found missing, and where it stands now",
      "Lo que faltaba y dónde está ahora",
    ],
  ),
  later("first_month", "month_retrospective", "Looking back together", "Retrospectiva", "", [
    "What goes on, what stops, and who does it",
    "Qué sigue, qué se deja y quién lo hace",
  ]),
];
