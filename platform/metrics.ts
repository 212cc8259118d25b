/**
 * Prometheus metrics. Labels come from closed sets, route patterns or organization ids: never from raw input, and of
 * organizations only so many have a series of their own.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { CounterName, GaugeName, HistogramName, Metrics } from "#domain/ports.ts";

interface Description {
  help: string;
  labels: string[];
}

const COUNTERS: Record<CounterName, Description> = {
  solicitudes_created_total: { help: "Solicitudes created", labels: ["organization_id", "type"] },
  rpa_tasks_completed_total: { help: "Executions ended, by result", labels: ["status", "organization_id"] },
  portal_requests_total: { help: "Requests to court portals, by outcome", labels: ["source", "outcome"] },
  portal_drift_total: { help: "Answers that differ from the known shape", labels: ["source", "kind"] },
  portal_cache_hits_total: { help: "Lookups served by another's answer", labels: ["source"] },
  jobs_completed_total: { help: "Job runs ended, by outcome", labels: ["task", "outcome"] },
  jobs_retried_total: { help: "Job runs that failed and will be tried again", labels: ["task"] },
  jobs_buried_total: { help: "Jobs given up", labels: ["task"] },
  jobs_lease_lost_total: { help: "Job runs whose lease was lost", labels: ["task"] },
  sign_ins_total: { help: "Sign-in attempts, by result", labels: ["result"] },
  rate_limited_total: { help: "Requests refused by a limit", labels: ["scope"] },
  store_unavailable_total: { help: "Calls to Redis that failed", labels: [] },
  platform_database_uses_total: {
    help: "Uses of the handle that sees all organizations",
    labels: ["purpose"],
  },
  mails_total: { help: "Messages handed to the mail server, or refused by it", labels: ["kind", "result"] },
  texts_total: { help: "Text messages handed to the provider, or refused by it", labels: ["result"] },
  webhooks_total: { help: "Attempts to deliver a webhook, by result", labels: ["result"] },
  error_reports_total: { help: "Errors for Sentry: sent, failed, or dropped on the way", labels: ["result"] },
};

const GAUGES: Record<GaugeName, Description> = {
  active_users_total: { help: "People seen in the last five minutes by this instance", labels: [] },
  portal_breaker_open: { help: "1 while a portal's circuit breaker is open", labels: ["source"] },
  portal_day_calls: { help: "Calls to a portal today", labels: ["source"] },
  portal_day_budget: { help: "Calls to a portal that a day has; absent without a limit", labels: ["source"] },
  portal_plan_shortfall: {
    help: "Calls that the worst of the next judicial days lacks for its watches",
    labels: ["source"],
  },
  portal_queue_waiting: { help: "Lookups that wait for a turn at a portal", labels: ["source"] },
  jobs_waiting: { help: "Jobs that are due", labels: [] },
  jobs_oldest_due_seconds: { help: "For how long the first of the due jobs has waited", labels: [] },
  jobs_ticked_timestamp_seconds: { help: "When this instance's tick last went through", labels: [] },
  database_connections_active: { help: "Database connections in use by this instance", labels: [] },
};

const HISTOGRAMS: Record<HistogramName, Description> = {
  portal_request_duration_seconds: { help: "Time a portal took to answer", labels: ["source"] },
  job_duration_seconds: { help: "Time a job run took", labels: ["task"] },
};

/** Few, since each is a series for every area. 0.5 is what the service promises for 95 of 100 requests. */
const REQUEST_BUCKETS = [0.025, 0.1, 0.5, 2.5];
const JOB_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 180, 600];

/** Each of its values is a series for every bucket, so many endpoints share one: `/api/v1/users`, `/auth`. */
function areaOf(endpoint: string): string {
  const depth = endpoint.startsWith("/api/v1/admin/") ? 4 : endpoint.startsWith("/api/") ? 3 : 1;
  return `/${endpoint.split("/").slice(1, depth + 1).join("/")}`;
}

export interface MetricsRoom extends Metrics {
  /** Counts one answered request. `endpoint` is the route's pattern. */
  request(facts: { method: string; endpoint: string; status: number; seconds: number }): void;
  /** Calls `read` whenever the metrics are asked for. */
  onRead(read: () => void): void;
  render(): Promise<{ body: string; contentType: string }>;
}

export function openMetrics(): MetricsRoom {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // A series for each of V8's thirteen heap spaces, where the heap's own size says what an operator needs.
  for (const size of ["total", "used", "available"]) {
    registry.removeSingleMetric(`nodejs_heap_space_size_${size}_bytes`);
  }
  // Deno shows /proc to nobody without every permission, so that these would be 0.
  for (const name of OF_PROC) registry.removeSingleMetric(name);
  addResidentMemory(registry);
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, { help, labels }] of Object.entries(COUNTERS)) {
    counters.set(name, new Counter({ name, help, labelNames: labels, registers: [registry] }));
  }
  for (const [name, { help, labels }] of Object.entries(GAUGES)) {
    gauges.set(name, new Gauge({ name, help, labelNames: labels, registers: [registry] }));
  }
  for (const [name, { help, labels }] of Object.entries(HISTOGRAMS)) {
    histograms.set(
      name,
      new Histogram({ name, help, labelNames: labels, buckets: JOB_BUCKETS, registers: [registry] }),
    );
  }
  const requests = new Counter({
    name: "http_requests_total",
    help: "HTTP requests",
    labelNames: ["method", "endpoint", "status"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time to answer an HTTP request, by area of the API",
    labelNames: ["area"],
    buckets: REQUEST_BUCKETS,
    registers: [registry],
  });
  const readers: (() => void)[] = [];
  const bounded = boundOrganizations();
  return {
    increment: (name, labels = {}, by = 1) => counters.get(name)?.inc(bounded(labels), by),
    set: (name, value, labels = {}) => gauges.get(name)?.set(labels, value),
    observe: (name, seconds, labels = {}) => histograms.get(name)?.observe(labels, seconds),
    request({ method, endpoint, status, seconds }) {
      requests.inc({ method, endpoint, status: String(status) });
      durations.observe({ area: areaOf(endpoint) }, seconds);
    },
    onRead: (read) => void readers.push(read),
    async render() {
      for (const read of readers) read();
      return { body: await registry.metrics(), contentType: registry.contentType };
    },
  };
}

const OF_PROC = [
  "process_resident_memory_bytes",
  "process_virtual_memory_bytes",
  "process_heap_bytes",
  "process_open_fds",
  "process_max_fds",
];

function addResidentMemory(registry: Registry): void {
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory that the process holds",
    registers: [registry],
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
}

const MOST_ORGANIZATIONS = 30;

/** The first organizations by their ids, and the rest together, so that series do not grow with tenants. */
function boundOrganizations(): (labels: Record<string, string>) => Record<string, string> {
  const known = new Set<string>();
  return (labels) => {
    const { organization_id: id } = labels;
    if (id === undefined || known.has(id)) return labels;
    if (known.size >= MOST_ORGANIZATIONS) return { ...labels, organization_id: "(others)" };
    known.add(id);
    return labels;
  };
}
