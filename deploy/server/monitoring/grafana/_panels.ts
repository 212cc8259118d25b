/** What the dashboards show: for each a table of its panels, from which `make_dashboards.ts` writes Grafana's files. */

export type Unit = "short" | "reqps" | "s" | "percentunit" | "bytes" | "none" | "dateTimeFromNow" | "ops";

export interface Panel {
  title: string;
  kind: "stat" | "timeseries" | "table";
  unit: Unit;
  /** Expression and legend of each curve. */
  asks: [expression: string, legend: string][];
  says: string;
  /** Where it turns yellow, and red. */
  limits?: [number, number];
}

export interface Dashboard {
  name: string;
  title: string;
  says: string;
  rows: { title: string; panels: Panel[] }[];
}

type Ask = Panel["asks"];

function curve(title: string, unit: Unit, says: string, asks: Ask, limits?: [number, number]): Panel {
  return { title, kind: "timeseries", unit, asks, says, limits };
}

function figure(
  title: string,
  unit: Unit,
  says: string,
  expression: string,
  limits?: [number, number],
): Panel {
  return { title, kind: "stat", unit, asks: [[expression, ""]], says, limits };
}

function table(title: string, unit: Unit, says: string, expression: string): Panel {
  return { title, kind: "table", unit, asks: [[expression, ""]], says };
}

const COUNTED = 'job="lexia",instance=~"$instance",endpoint!~"/(metrics|ready)"';
const LEXIA = 'job="lexia",instance=~"$instance"';

const SERVICE: Dashboard = {
  name: "service",
  title: "LEXIA: Service",
  says: "Whether people are answered, and how fast.",
  rows: [{
    title: "Now",
    panels: [
      figure("Instances up", "none", "Processes that show their metrics.", 'sum(up{job="lexia"})'),
      figure("Requests", "reqps", "All instances, last five minutes.", "lexia:requests:rate5m"),
      figure(
        "p95",
        "s",
        "95 of a hundred requests are answered within this.",
        "lexia:request_duration_seconds:p95_5m",
        [
          0.3,
          0.5,
        ],
      ),
      figure(
        "Failures",
        "percentunit",
        "Share of 5xx, last five minutes.",
        "lexia:request_errors:ratio_rate5m",
        [
          0.005,
          0.01,
        ],
      ),
      figure("People", "none", "Seen in the last five minutes.", 'sum(active_users_total{job="lexia"})'),
    ],
  }, {
    title: "Requests",
    panels: [
      curve("By status", "reqps", "Answered requests.", [[
        `sum by (status) (rate(http_requests_total{${COUNTED}}[5m]))`,
        "{{status}}",
      ]]),
      curve("p95 by area", "s", "The promise is 500 ms.", [[
        "area:request_duration_seconds:p95_5m",
        "{{area}}",
      ]], [0.3, 0.5]),
      table(
        "Failures by endpoint",
        "none",
        "5xx in the chosen time.",
        `topk(15, sum by (endpoint, status) (increase(http_requests_total{${COUNTED},status=~"5.."}[$__range])))`,
      ),
      curve("Refused by a limit", "reqps", "429 by scope.", [[
        `sum by (scope) (rate(rate_limited_total{${LEXIA}}[5m]))`,
        "{{scope}}",
      ]]),
      curve("Sign-ins", "ops", "By result; many refused ones are an attack or a broken directory.", [[
        `sum by (result) (rate(sign_ins_total{${LEXIA}}[5m]))`,
        "{{result}}",
      ]]),
      curve("Error reports", "ops", "To Sentry, by result.", [[
        `sum by (result) (rate(error_reports_total{${LEXIA}}[5m]))`,
        "{{result}}",
      ]]),
    ],
  }, {
    title: "Processes",
    panels: [
      curve("Processor", "percentunit", "Share of one processor.", [[
        `rate(process_cpu_seconds_total{${LEXIA}}[5m])`,
        "{{instance}}",
      ]]),
      curve("Memory", "bytes", "Resident, and V8's heap.", [
        [`process_resident_memory_bytes{${LEXIA}}`, "{{instance}} resident"],
        [`nodejs_heap_size_used_bytes{${LEXIA}}`, "{{instance}} heap"],
      ]),
      curve("Event loop, p99", "s", "How late it is.", [[
        `nodejs_eventloop_lag_p99_seconds{${LEXIA}}`,
        "{{instance}}",
      ]], [0.1, 0.2]),
      curve("Database connections", "none", "In use by each process.", [[
        `database_connections_active{${LEXIA}}`,
        "{{instance}}",
      ]]),
    ],
  }],
};

const WINDOWS = ["5m", "1h", "6h", "1d", "3d"];

function budget(title: string, kind: string, allowed: number): Panel[] {
  return [
    figure(
      `${title}: budget left, 3 days`,
      "percentunit",
      "1 is untouched; below 0 the promise is broken.",
      `1 - lexia:${kind}:ratio_rate3d / ${allowed}`,
    ),
    curve(
      `${title}: burn rate`,
      "none",
      "1 uses the budget up exactly; 14.4 within two days of thirty.",
      WINDOWS.map((
        window,
      ) => [`lexia:${kind}:ratio_rate${window} / ${allowed}`, window]),
      [1, 14.4],
    ),
  ];
}

const SLO: Dashboard = {
  name: "slo",
  title: "LEXIA: SLO",
  says: "What is promised: few failures, fast answers, checks that can be trusted within their day.",
  rows: [
    {
      title: "Availability: 99 of a hundred requests do not fail",
      panels: budget("Availability", "request_errors", 0.01),
    },
    { title: "Latency: 95 of a hundred within 500 ms", panels: budget("Latency", "request_slow", 0.05) },
    {
      title: "Checks: 95 of a hundred trustworthy within the day",
      panels: [
        figure(
          "Trustworthy, last day",
          "percentunit",
          "Checks that ended with an answer.",
          "lexia:checks_trusted:ratio1d",
        ),
        figure("Checks, last day", "none", "That ended, however.", "lexia:checks:increase1d"),
        curve("Trustworthy", "percentunit", "Over the last day.", [[
          "lexia:checks_trusted:ratio1d",
          "trustworthy",
        ]]),
      ],
    },
  ],
};

const TENANTS: Dashboard = {
  name: "tenants",
  title: "LEXIA: Tenants",
  says:
    "Which organization asks how much. Ids only: names are in LEXIA. The first 30 of a process have a series each.",
  rows: [{
    title: "Organizations",
    panels: [
      table(
        "Checks",
        "none",
        "That ended in the chosen time.",
        'topk(20, sum by (organization_id) (increase(rpa_tasks_completed_total{job="lexia"}[$__range])))',
      ),
      table(
        "New solicitudes",
        "none",
        "In the chosen time.",
        'topk(20, sum by (organization_id, type) (increase(solicitudes_created_total{job="lexia"}[$__range])))',
      ),
      curve("Checks by organization", "ops", "The ten that check most.", [[
        'topk(10, sum by (organization_id) (rate(rpa_tasks_completed_total{job="lexia"}[1h])))',
        "{{organization_id}}",
      ]]),
      curve("Unverified by organization", "ops", "Where many see nothing new, they should be told.", [[
        'topk(10, sum by (organization_id) (rate(rpa_tasks_completed_total{job="lexia",status="unverified"}[1h])))',
        "{{organization_id}}",
      ]]),
    ],
  }],
};

const QUEUE: Dashboard = {
  name: "queue",
  title: "LEXIA: Queue",
  says: "Whether work gets done: jobs, mails, webhooks, text messages.",
  rows: [{
    title: "Now",
    panels: [
      figure("Due", "none", "Jobs that are due within 90 seconds.", 'max(jobs_waiting{job="lexia"})'),
      figure("Oldest has waited", "s", "Seconds are usual.", 'max(jobs_oldest_due_seconds{job="lexia"})', [
        180,
        900,
      ]),
      figure(
        "Last tick",
        "s",
        "Ago; ten seconds are usual.",
        'time() - max(jobs_ticked_timestamp_seconds{job="lexia"})',
        [
          60,
          120,
        ],
      ),
      figure(
        "Given up, last day",
        "none",
        "An operator can run them again.",
        '(sum(increase(jobs_buried_total{job="lexia"}[1d])) or vector(0))',
        [
          1,
          20,
        ],
      ),
    ],
  }, {
    title: "Jobs",
    panels: [
      curve("Ended by task", "ops", "Done or not.", [[
        'sum by (task, outcome) (rate(jobs_completed_total{job="lexia"}[5m]))',
        "{{task}} {{outcome}}",
      ]]),
      curve("p95 by task", "s", "Time that a run takes.", [[
        'histogram_quantile(0.95, sum by (task, le) (rate(job_duration_seconds_bucket{job="lexia"}[15m])))',
        "{{task}}",
      ]]),
      curve("Waiting", "none", "Due jobs, and for how long the first has waited.", [
        ['max(jobs_waiting{job="lexia"})', "due"],
        ['max(jobs_oldest_due_seconds{job="lexia"})', "seconds of the oldest"],
      ]),
      curve("Tried again, given up, lease lost", "ops", "By task.", [
        ['sum by (task) (rate(jobs_retried_total{job="lexia"}[15m]))', "{{task}} again"],
        ['sum by (task) (rate(jobs_buried_total{job="lexia"}[15m]))', "{{task}} given up"],
        ['sum by (task) (rate(jobs_lease_lost_total{job="lexia"}[15m]))', "{{task}} lease lost"],
      ]),
      curve("Last tick by instance", "s", "How long ago.", [[
        'time() - jobs_ticked_timestamp_seconds{job="lexia",role=~"worker|all"}',
        "{{instance}}",
      ]], [60, 120]),
    ],
  }, {
    title: "What goes out",
    panels: [
      curve("Mails", "ops", "By kind and result.", [[
        'sum by (kind, result) (rate(mails_total{job="lexia"}[15m]))',
        "{{kind}} {{result}}",
      ]]),
      curve("Webhooks", "ops", "Attempts by result.", [[
        'sum by (result) (rate(webhooks_total{job="lexia"}[15m]))',
        "{{result}}",
      ]]),
      curve("Text messages", "ops", "By result.", [[
        'sum by (result) (rate(texts_total{job="lexia"}[15m]))',
        "{{result}}",
      ]]),
    ],
  }],
};

export const DASHBOARDS: readonly Dashboard[] = [SERVICE, SLO, TENANTS, QUEUE];
export { curve, figure, table };
