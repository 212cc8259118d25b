/** What is asked of exporters, by the names of their releases. `sometimes`: shown where there is such a thing. */
import type { Program } from "./_tools.ts";

export interface KnownExporter {
  program: Program;
  always: string[];
  sometimes: string[];
}

export const EXPORTERS: Readonly<Record<string, KnownExporter>> = {
  node: {
    program: "prometheus-node-exporter",
    always: [
      "node_cpu_seconds_total",
      "node_filesystem_avail_bytes",
      "node_filesystem_size_bytes",
      "node_load1",
      "node_memory_MemAvailable_bytes",
      "node_memory_MemTotal_bytes",
      "node_textfile_scrape_error",
      "node_timex_sync_status",
    ],
    sometimes: [],
  },
  postgres: {
    program: "prometheus-postgres-exporter",
    always: [
      "pg_up",
      "pg_database_size_bytes",
      "pg_locks_count",
      "pg_settings_max_connections",
      "pg_stat_activity_count",
      "pg_stat_activity_max_tx_duration",
      "pg_stat_archiver_archived_count",
      "pg_stat_archiver_failed_count",
      "pg_stat_archiver_last_archive_age",
      "pg_stat_database_blks_hit",
      "pg_stat_database_blks_read",
      "pg_stat_database_deadlocks",
      "pg_stat_database_xact_commit",
      "pg_stat_database_xact_rollback",
    ],
    // Of a server with replicas.
    sometimes: ["pg_stat_replication_pg_wal_lsn_diff"],
  },
  redis: {
    program: "prometheus-redis-exporter",
    always: [
      "redis_up",
      "redis_commands_processed_total",
      "redis_connected_clients",
      "redis_evicted_keys_total",
      "redis_memory_max_bytes",
      "redis_memory_used_bytes",
    ],
    sometimes: [],
  },
  blackbox: {
    program: "prometheus-blackbox-exporter",
    always: ["probe_success", "probe_duration_seconds"],
    // Of an address over TLS.
    sometimes: ["probe_ssl_earliest_cert_expiry"],
  },
  prometheus: {
    program: "prometheus",
    always: ["prometheus_config_last_reload_successful"],
    sometimes: [],
  },
  alertmanager: {
    program: "prometheus-alertmanager",
    always: ["alertmanager_config_last_reload_successful", "alertmanager_notifications_failed_total"],
    sometimes: [],
  },
};

/** Written by LEXIA's own programs for node exporter's textfile collector. */
export const TEXTFILE_METRICS = [
  "lexia_audit_intact",
  "lexia_audit_last_verification_timestamp_seconds",
  "lexia_backup_last_success_timestamp_seconds",
  "lexia_backup_last_failure_timestamp_seconds",
  "lexia_warehouse_last_success_timestamp_seconds",
];

export const KNOWN_METRICS: ReadonlySet<string> = new Set([
  "up",
  ...TEXTFILE_METRICS,
  ...Object.values(EXPORTERS).flatMap(({ always, sometimes }) => [...always, ...sometimes]),
]);
