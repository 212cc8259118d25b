import { type Word, word } from "./word.ts";

export const MONITORING_WORDS: Readonly<Record<string, Word>> = {
  health: word("monitoring", ["LEXIA answers", "Look at the log of serve, and at what stands before it"], [
    "LEXIA responde",
    "Mire el registro de serve y lo que esté delante",
  ]),
  ready: word(
    "alerts",
    ["Database, Redis and migrations are there", "Mend what is named: /ready says which"],
    [
      "Están la base de datos, Redis y las migraciones",
      "Repare lo que se nombra: /ready dice cuál",
    ],
  ),
  application_metrics: word("monitoring", [
    "Prometheus sees every process of LEXIA",
    "Name it in targets/lexia.yml, with METRICS_TOKEN in its secret; a worker needs PROBES_PORT",
  ], [
    "Prometheus ve cada proceso de LEXIA",
    "Nómbrelo en targets/lexia.yml, con METRICS_TOKEN en su secreto; un worker necesita PROBES_PORT",
  ]),
  database_metrics: word("monitoring", [
    "Prometheus sees the database",
    "Run postgres exporter, and name it in targets/postgres.yml",
  ], ["Prometheus ve la base de datos", "Ejecute postgres exporter y nómbrelo en targets/postgres.yml"]),
  redis_metrics: word("monitoring", [
    "Prometheus sees Redis",
    "Run redis exporter, and name it in targets/redis.yml",
  ], [
    "Prometheus ve Redis",
    "Ejecute redis exporter y nómbrelo en targets/redis.yml",
  ]),
  system_metrics: word("monitoring", [
    "Prometheus sees the machines",
    "Run node exporter on each, and name them in targets/node.yml",
  ], ["Prometheus ve las máquinas", "Ejecute node exporter en cada una y nómbrelas en targets/node.yml"]),
  targets_up: word("alerts", [
    "Everything that Prometheus watches answers it",
    "Open the target's address from Prometheus' machine; remove targets that are gone",
  ], [
    "Todo lo que Prometheus vigila le responde",
    "Abra la dirección desde la máquina de Prometheus; quite lo que ya no exista",
  ]),
  rules_loaded: word("alerts", [
    "The shipped alerts are loaded",
    "Name the files of rules/ in prometheus.yml; promtool check config says what is wrong",
  ], [
    "Las alertas incluidas están cargadas",
    "Nombre los archivos de rules/ en prometheus.yml; promtool check config dice qué falla",
  ]),
  watchdog: word("alerts", [
    "The alert that always fires does so",
    "Without it nobody notices that alerts do not come: load rules/alerts_servers.yml",
  ], [
    "La alerta que siempre suena está sonando",
    "Sin ella nadie nota que las alertas no llegan: cargue rules/alerts_servers.yml",
  ]),
  alertmanager: word("monitoring", [
    "Alertmanager is there, and has somebody to tell",
    "Put your addresses in the place of example.com in alertmanager.yml, and name it in targets/alertmanager.yml",
  ], [
    "Alertmanager está y tiene a quién avisar",
    "Ponga sus direcciones en lugar de example.com en alertmanager.yml y nómbrelo en targets/alertmanager.yml",
  ]),
  uptime_probes: word("monitoring", [
    "The site is opened from outside, and answers",
    "Run blackbox exporter, with the addresses of targets/probes.yml",
  ], [
    "El sitio se abre desde fuera y responde",
    "Ejecute blackbox exporter con las direcciones de targets/probes.yml",
  ]),
  logs_shipped: word("monitoring", [
    "Lines of the log arrive in one place",
    "Set ELASTICSEARCH_URL for this check; run Filebeat and Logstash as deploy/server/logs has them",
  ], [
    "Las líneas del registro llegan a un solo lugar",
    "Configure ELASTICSEARCH_URL para esta prueba; ejecute Filebeat y Logstash como en deploy/server/logs",
  ]),
  log_errors: word("monitoring", [
    "The log of the day holds no error",
    "Open the search LEXIA: errors in Kibana, and follow each request id",
  ], [
    "El registro del día no tiene errores",
    "Abra en Kibana la búsqueda LEXIA: errors y siga cada identificador",
  ]),
  dashboards: word("monitoring", [
    "Dashboards are there",
    "Set GRAFANA_URL and GRAFANA_TOKEN for this check; provision deploy/server/monitoring/grafana",
  ], [
    "Los tableros están",
    "Configure GRAFANA_URL y GRAFANA_TOKEN para esta prueba; cargue deploy/server/monitoring/grafana",
  ]),
  error_tracking: word("monitoring", [
    "Errors are told to somebody",
    "Set SENTRY_DSN to the address that Sentry, or what speaks its protocol, gives the project",
  ], [
    "Los errores se reportan",
    "Ponga en SENTRY_DSN la dirección que da Sentry, o lo que hable su protocolo",
  ]),
};

export const BACKUP_WORDS: Readonly<Record<string, Word>> = {
  backup_configured: word("backup", [
    "Backups are set up, and encrypted for somebody",
    "Set BACKUP_STORAGE_PATH or BACKUP_S3_…, and BACKUP_RECIPIENTS",
  ], [
    "Las copias están configuradas y cifradas para alguien",
    "Configure BACKUP_STORAGE_PATH o BACKUP_S3_… y BACKUP_RECIPIENTS",
  ]),
  backup_fresh: word("backup", [
    "The last good backup is of the last night",
    "deno task backup, then look at its timer and what it said",
  ], ["La última copia buena es de anoche", "deno task backup, luego revise su temporizador y lo que dijo"]),
  backup_verified: word("backup", [
    "A backup was restored and compared within 35 days",
    "deno task backup:verify, each month by a timer",
  ], ["Una copia se restauró y comparó en 35 días", "deno task backup:verify, cada mes por temporizador"]),
  backup_drilled: word("backup", [
    "A disaster was rehearsed within 100 days",
    "deno task drill --json > FILE, then --drill=FILE here",
  ], ["Se ensayó un desastre en 100 días", "deno task drill --json > ARCHIVO, luego --drill=ARCHIVO aquí"]),
  recovery_times: word("backup", [
    "LEXIA is back within the hour, as measured",
    "Restore on a faster disk, or agree on another figure",
  ], ["LEXIA vuelve en menos de una hora, medido", "Restaure en un disco más rápido o acuerde otra cifra"]),
  backup_offsite: word("backup", [
    "A copy of the last night lies elsewhere",
    "Set BACKUP_S3_… to a bucket of another provider or place",
  ], [
    "Una copia de anoche está en otro lugar",
    "Configure BACKUP_S3_… con un bucket de otro proveedor o lugar",
  ]),
  backup_private: word("backup", [
    "Backups are encrypted, and closed to others",
    "chmod 700 the folder, close the bucket to the public",
  ], ["Las copias están cifradas y cerradas a otros", "chmod 700 a la carpeta, cierre el bucket al público"]),
  backup_retention: word("backup", [
    "Backups of 30 days are kept",
    "Set BACKUP_RETENTION_DAYS to 30 or more, BACKUP_KEEP_LAST to 2 or more",
  ], [
    "Se guardan copias de 30 días",
    "Ponga BACKUP_RETENTION_DAYS en 30 o más y BACKUP_KEEP_LAST en 2 o más",
  ]),
  backup_told: word("backup", [
    "Prometheus hears of each backup",
    "Set BACKUP_METRICS_FILE to a file in node exporter's folder",
  ], [
    "Prometheus se entera de cada copia",
    "Ponga en BACKUP_METRICS_FILE un archivo de la carpeta de node exporter",
  ]),
};
