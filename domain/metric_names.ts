/** What is counted and measured: `platform/metrics.ts` says of each what it tells. */

export type CounterName =
  | "solicitudes_created_total"
  | "rpa_tasks_completed_total"
  | "portal_requests_total"
  | "portal_drift_total"
  | "portal_cache_hits_total"
  | "jobs_completed_total"
  | "jobs_retried_total"
  | "jobs_buried_total"
  | "jobs_lease_lost_total"
  | "sign_ins_total"
  | "rate_limited_total"
  | "store_unavailable_total"
  | "platform_database_uses_total"
  | "mails_total"
  | "texts_total"
  | "webhooks_total"
  | "error_reports_total";

export type GaugeName =
  | "active_users_total"
  | "portal_breaker_open"
  | "portal_day_calls"
  | "portal_day_budget"
  | "portal_plan_shortfall"
  | "portal_queue_waiting"
  | "jobs_waiting"
  | "jobs_oldest_due_seconds"
  | "jobs_ticked_timestamp_seconds"
  | "database_connections_active";

export type HistogramName = "portal_request_duration_seconds" | "job_duration_seconds";
