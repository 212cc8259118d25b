/** The dashboards of what lies below and outside LEXIA. */
import { curve, type Dashboard, figure, table } from "./_panels.ts";

const PORTAL: Dashboard = {
  name: "portal",
  title: "LEXIA: Portal",
  says: "The court portal: what it answers, how fast LEXIA may ask, and what checks end as.",
  rows: [{
    title: "Now",
    panels: [
      figure("Breaker", "none", "1: nobody asks.", 'max(portal_breaker_open{job="lexia"})', [1, 1]),
      figure("Calls today", "none", "Of all instances.", 'max(portal_day_calls{job="lexia"})'),
      figure(
        "Of the day's budget",
        "percentunit",
        "Watches stop at nine tenths.",
        'max(portal_day_calls{job="lexia"}) / max(portal_day_budget{job="lexia"})',
        [
          0.85,
          0.95,
        ],
      ),
      figure(
        "Calls lacking",
        "none",
        "On the worst of the next judicial days.",
        'max(portal_plan_shortfall{job="lexia"})',
        [
          1,
          100,
        ],
      ),
      figure("Waiting for a turn", "none", "Lookups.", 'max(portal_queue_waiting{job="lexia"})'),
    ],
  }, {
    title: "Calls",
    panels: [
      curve("By outcome", "ops", "`answered` is good, `doubtful` is empty.", [[
        'sum by (source, outcome) (rate(portal_requests_total{job="lexia"}[5m]))',
        "{{source}} {{outcome}}",
      ]]),
      curve("p95", "s", "Time that the portal takes.", [[
        'histogram_quantile(0.95, sum by (source, le) (rate(portal_request_duration_seconds_bucket{job="lexia"}[15m])))',
        "{{source}}",
      ]]),
      curve("Served by another's answer", "ops", "Calls that were saved.", [[
        'sum by (source) (rate(portal_cache_hits_total{job="lexia"}[15m]))',
        "{{source}}",
      ]]),
      curve("Unknown shapes", "ops", "Differences from what is known, by kind.", [[
        'sum by (kind) (rate(portal_drift_total{job="lexia"}[1h]))',
        "{{kind}}",
      ]]),
    ],
  }, {
    title: "Checks",
    panels: [
      curve("By result", "ops", "`unverified` is never shown as nothing new.", [[
        'sum by (status) (rate(rpa_tasks_completed_total{job="lexia"}[15m]))',
        "{{status}}",
      ]]),
      curve("Budget through the day", "none", "Calls, and how many there are.", [
        ['max(portal_day_calls{job="lexia"})', "calls"],
        ['max(portal_day_budget{job="lexia"})', "budget"],
      ]),
    ],
  }],
};

const DATABASE: Dashboard = {
  name: "database",
  title: "LEXIA: Database",
  says: "PostgreSQL, Redis, and the machines that they are on.",
  rows: [{
    title: "PostgreSQL",
    panels: [
      figure("Up", "none", "1 while it answers its exporter.", "min(pg_up)"),
      curve("Connections", "none", "By state, and how many there may be.", [
        ["sum by (state) (pg_stat_activity_count)", "{{state}}"],
        ["max(pg_settings_max_connections)", "at most"],
      ]),
      curve("Transactions", "ops", "Committed and rolled back.", [
        [
          'sum by (datname) (rate(pg_stat_database_xact_commit{datname!~"template.*|"}[5m]))',
          "{{datname}} committed",
        ],
        [
          'sum by (datname) (rate(pg_stat_database_xact_rollback{datname!~"template.*|"}[5m]))',
          "{{datname}} rolled back",
        ],
      ]),
      curve("Longest transaction", "s", "By state.", [[
        'max by (state) (pg_stat_activity_max_tx_duration{state!=""})',
        "{{state}}",
      ]], [60, 600]),
      curve("Served from memory", "percentunit", "Blocks that were there already.", [[
        'sum by (datname) (rate(pg_stat_database_blks_hit{datname!~"template.*|"}[15m])) / (sum by (datname) (rate(pg_stat_database_blks_hit{datname!~"template.*|"}[15m])) + sum by (datname) (rate(pg_stat_database_blks_read{datname!~"template.*|"}[15m])))',
        "{{datname}}",
      ]]),
      curve("Locks and deadlocks", "none", "Locks by mode; deadlocks in five minutes.", [
        ["sum by (mode) (pg_locks_count)", "{{mode}}"],
        ["sum(increase(pg_stat_database_deadlocks[5m]))", "deadlocks"],
      ]),
      curve("Size", "bytes", "By database.", [[
        'pg_database_size_bytes{datname!~"template.*"}',
        "{{datname}}",
      ]]),
      curve("Archive of the log", "s", "Age of what was archived last.", [[
        "pg_stat_archiver_last_archive_age",
        "{{instance}}",
      ]], [300, 1_800]),
      curve("Replicas", "bytes", "How far behind.", [[
        "pg_stat_replication_pg_wal_lsn_diff",
        "{{application_name}}",
      ]]),
    ],
  }, {
    title: "Redis",
    panels: [
      figure("Up", "none", "1 while it answers its exporter.", "min(redis_up)"),
      curve("Memory", "bytes", "Used, and how much there may be.", [
        ["redis_memory_used_bytes", "used"],
        ["redis_memory_max_bytes > 0", "at most"],
      ]),
      curve("Commands", "ops", "All of them.", [[
        "rate(redis_commands_processed_total[5m])",
        "{{instance}}",
      ]]),
      curve("Clients, keys thrown away", "none", "No key should ever be.", [
        ["redis_connected_clients", "clients"],
        ["increase(redis_evicted_keys_total[15m])", "thrown away"],
      ]),
      curve("LEXIA's failed calls", "ops", "To Redis.", [[
        'sum by (instance) (rate(store_unavailable_total{job="lexia"}[5m]))',
        "{{instance}}",
      ]]),
    ],
  }, {
    title: "Machines",
    panels: [
      curve("Free space", "percentunit", "By file system.", [[
        'node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|squashfs|overlay"} / node_filesystem_size_bytes{fstype!~"tmpfs|ramfs|squashfs|overlay"}',
        "{{instance}} {{mountpoint}}",
      ]]),
      curve("Free memory", "percentunit", "That programs could get.", [[
        "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
        "{{instance}}",
      ]]),
      curve("Processor", "percentunit", "Share that is busy.", [[
        '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
        "{{instance}}",
      ]]),
      curve("Load", "none", "Over a minute.", [["node_load1", "{{instance}}"]]),
    ],
  }],
};

const BACKUPS: Dashboard = {
  name: "backups",
  title: "LEXIA: Backups, audit, outside view",
  says: "What nobody looks at until it is wanted.",
  rows: [{
    title: "Backups and audit",
    panels: [
      figure(
        "Last good backup",
        "s",
        "How long ago.",
        "time() - max(lexia_backup_last_success_timestamp_seconds)",
        [
          86_400,
          93_600,
        ],
      ),
      figure(
        "Last failed backup",
        "s",
        "Ago; a long time is good.",
        "time() - max(lexia_backup_last_failure_timestamp_seconds)",
      ),
      figure("Audit log whole", "none", "1: as it was sealed.", "min(lexia_audit_intact)"),
      figure(
        "Audit log verified",
        "s",
        "How long ago.",
        "time() - max(lexia_audit_last_verification_timestamp_seconds)",
        [
          90_000,
          172_800,
        ],
      ),
      curve("Age of the last good backup", "s", "A saw whose teeth are a day.", [[
        "time() - max(lexia_backup_last_success_timestamp_seconds)",
        "age",
      ]]),
      curve("Age of the log's last archived piece", "s", "What a restore would lack.", [[
        "pg_stat_archiver_last_archive_age",
        "{{instance}}",
      ]]),
    ],
  }, {
    title: "From outside",
    panels: [
      curve("Reached", "none", "1: as it should be.", [["probe_success", "{{probe}} {{instance}}"]]),
      curve("Time", "s", "Of the whole visit.", [["probe_duration_seconds", "{{probe}} {{instance}}"]]),
      table(
        "Certificates end in",
        "s",
        "Renewed when a third is left.",
        "probe_ssl_earliest_cert_expiry - time()",
      ),
      table("Files of metrics that cannot be read", "none", "None should be.", "node_textfile_scrape_error"),
    ],
  }],
};

export const DASHBOARDS_OF_SERVERS: readonly Dashboard[] = [PORTAL, DATABASE, BACKUPS];
