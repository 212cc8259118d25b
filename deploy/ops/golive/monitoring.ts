/** Whether what watches LEXIA is there, sees it, and can tell somebody. */
import { z } from "zod";
import { healthFaults, readyFaults } from "../outside/answers.ts";
import { askJson } from "./prometheus.ts";
import { fail, pass, type Probe, unless, Untold } from "./probe.ts";
import { EXPECTED_ALERTS } from "./expected_alerts.ts";
import type { Surroundings } from "./surroundings.ts";

const targets = z.object({
  data: z.object({
    activeTargets: z.array(z.object({
      labels: z.record(z.string(), z.string()),
      health: z.string(),
    })),
  }),
});

const rules = z.object({
  data: z.object({
    groups: z.array(z.object({
      rules: z.array(
        z.object({ name: z.string(), type: z.string(), health: z.string(), state: z.string().optional() }),
      ),
    })),
  }),
});

const alertmanagers = z.object({
  data: z.object({ activeAlertmanagers: z.array(z.object({ url: z.string() })) }),
});
const alertmanagerStatus = z.object({ config: z.object({ original: z.string() }) });
const count = z.object({ count: z.number() });
const dashboards = z.array(z.object({ uid: z.string() }));

/** Seconds between two scrapes and some. */
const FRESH_LOG_MINUTES = 15;

export const MONITORING_PROBES: readonly Probe[] = [
  {
    id: "health",
    section: "monitoring",
    severity: "high",
    look: async (from) => unless(await healthFaults(from.site), "200"),
  },
  {
    id: "ready",
    section: "monitoring",
    severity: "high",
    look: async (from) => unless(await readyFaults(from.site), "database, redis, migrations"),
  },
  {
    id: "application_metrics",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    look: (from) => upOf(from, "lexia", 'count({__name__="http_requests_total"})'),
  },
  {
    id: "database_metrics",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    look: (from) => upOf(from, "postgres", "pg_up == 1"),
  },
  {
    id: "redis_metrics",
    section: "monitoring",
    severity: "medium",
    needs: "prometheus",
    look: (from) => upOf(from, "redis", "redis_up == 1"),
  },
  {
    id: "system_metrics",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    look: (from) => upOf(from, "node", "node_time_seconds"),
  },
  {
    id: "targets_up",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const { data: { activeTargets } } = await askJson(
        from.prometheusUrl ?? "",
        "/api/v1/targets?state=active",
        targets,
      );
      const down = activeTargets.filter(({ health }) => health !== "up");
      if (activeTargets.length === 0) return fail("0");
      return unless(
        down.map(({ labels }) => `${labels.job} ${labels.instance}`),
        `${activeTargets.length} up`,
      );
    },
  },
  {
    id: "rules_loaded",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const loaded = (await rulesOf(from)).filter(({ type }) => type === "alerting");
      const names = new Set(loaded.map(({ name }) => name));
      const missing = EXPECTED_ALERTS.filter((name) => !names.has(name));
      const ill = loaded.filter(({ health }) => health === "err").map(({ name }) => `${name}: err`);
      return unless([...missing.map((name) => `- ${name}`), ...ill], `${names.size} alerts`);
    },
  },
  {
    id: "watchdog",
    section: "monitoring",
    severity: "medium",
    needs: "prometheus",
    async look(from) {
      const state = (await rulesOf(from)).find(({ name }) => name === "Watchdog")?.state ?? "-";
      return state === "firing" ? pass("firing") : fail(state);
    },
  },
  {
    id: "alertmanager",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const { data } = await askJson(from.prometheusUrl ?? "", "/api/v1/alertmanagers", alertmanagers);
      const url = from.given.env("ALERTMANAGER_URL") ??
        data.activeAlertmanagers[0]?.url.replace(/\/api\/.*$/, "");
      if (url === undefined) return fail({ en: "Prometheus knows none", es: "Prometheus no conoce ninguno" });
      const { config: { original } } = await askJson(url, "/api/v2/status", alertmanagerStatus);
      const ways = new Set([...original.matchAll(/^[ \t]*(\w+)_configs:/gm)].map(([, way = ""]) => way));
      for (const own of ["file_sd", "static"]) ways.delete(own);
      const isExample = /@example\.com|\.example\.com\//.test(original);
      if (isExample) return fail("example.com");
      return ways.size > 0 ? pass([...ways].join(", ")) : fail({ en: "no receiver", es: "sin receptor" });
    },
  },
  {
    id: "uptime_probes",
    section: "monitoring",
    severity: "high",
    needs: "prometheus",
    async look(from) {
      const found = await from.prometheus("min by (probe) (probe_success)");
      const failed = found.filter(({ value }) => value !== 1).map(({ labels }) => String(labels.probe));
      if (found.length === 0) return fail({ en: "no probe_success", es: "sin probe_success" });
      return unless(failed, found.map(({ labels }) => labels.probe).join(", "));
    },
  },
  {
    id: "logs_shipped",
    section: "monitoring",
    severity: "high",
    needs: "server",
    async look(from) {
      const recent = await logsOf(from, { range: { "@timestamp": { gte: `now-${FRESH_LOG_MINUTES}m` } } });
      const evidence = {
        en: `${recent} lines in ${FRESH_LOG_MINUTES} min`,
        es: `${recent} líneas en ${FRESH_LOG_MINUTES} min`,
      };
      return recent > 0 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "log_errors",
    section: "post_launch",
    severity: "medium",
    needs: "server",
    async look(from) {
      const errors = await logsOf(from, {
        bool: {
          filter: [{ term: { "log.level": "error" } }, { range: { "@timestamp": { gte: "now-24h" } } }],
        },
      });
      const evidence = { en: `${errors} errors in 24 h`, es: `${errors} errores en 24 h` };
      return errors === 0 ? pass(evidence) : fail(evidence);
    },
  },
  {
    id: "dashboards",
    section: "monitoring",
    severity: "medium",
    needs: "server",
    async look(from) {
      const url = from.given.env("GRAFANA_URL")?.trim();
      if (!url) return fail({ en: "GRAFANA_URL is not set", es: "falta GRAFANA_URL" });
      const token = from.secret("GRAFANA_TOKEN");
      const headers = token === undefined ? undefined : { Authorization: `Bearer ${token}` };
      const found = await askJson(url, "/api/search?type=dash-db&query=LEXIA", dashboards, headers);
      return found.length > 0 ? pass(`${found.length}`) : fail("0");
    },
  },
  {
    id: "error_tracking",
    section: "monitoring",
    severity: "medium",
    needs: "configuration",
    async look({ config: { sentry } }) {
      if (sentry === null) return fail({ en: "SENTRY_DSN is not set", es: "falta SENTRY_DSN" });
      try {
        const response = await fetch(sentry.dsn.origin, {
          redirect: "manual",
          signal: AbortSignal.timeout(10_000),
        });
        await response.body?.cancel();
        return pass(`${sentry.dsn.host} ${response.status}`);
      } catch {
        return fail({ en: `${sentry.dsn.host} does not answer`, es: `${sentry.dsn.host} no responde` });
      }
    },
  },
];

async function upOf(from: Surroundings, job: string, shown: string) {
  const up = await from.prometheus(`up{job="${job}"}`);
  const down = up.filter(({ value }) => value !== 1).map(({ labels }) => String(labels.instance));
  if (up.length === 0) return fail(`- job="${job}"`);
  if (down.length > 0) return fail(down.join(", "));
  return (await from.prometheus(shown)).length > 0 ? pass(`${up.length} × ${job}`) : fail(`- ${shown}`);
}

async function rulesOf(from: Surroundings) {
  const { data } = await from.once("rules", () => askJson(from.prometheusUrl ?? "", "/api/v1/rules", rules));
  return data.groups.flatMap((group) => group.rules);
}

/** How many lines of the log fit, in Elasticsearch. */
async function logsOf(from: Surroundings, query: object): Promise<number> {
  const url = from.given.env("ELASTICSEARCH_URL")?.trim();
  if (!url) throw new Untold({ en: "ELASTICSEARCH_URL is not set", es: "falta ELASTICSEARCH_URL" });
  const source = new URLSearchParams({
    source: JSON.stringify({ query }),
    source_content_type: "application/json",
  });
  const key = from.secret("ELASTICSEARCH_API_KEY");
  const headers = key === undefined ? undefined : { Authorization: `ApiKey ${key}` };
  return (await askJson(url, `/logs-lexia-*/_count?${source}`, count, headers)).count;
}
