/**
 * Monitoring as it is shipped, held against Debian's Prometheus and Alertmanager: the files are what those accept, what
 * is asked for exists, every alert has its cases and its page in both languages.
 */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { variableNames } from "#platform/config.ts";
import { Lexia } from "#tests/support/lexia.ts";
import config from "../../deno.json" with { type: "json" };
import { KNOWN_METRICS } from "./_exporter_metrics.ts";
import { metricsOf, namesShown } from "./_expressions.ts";
import { copyOfMonitoring, edit, MONITORING, runTool, startPrometheus } from "./_tools.ts";

const ALERT_FILES = ["alerts.yml", "alerts_work.yml", "alerts_servers.yml"];
const DOCS = new URL("../../docs/operations/", import.meta.url);

interface Rule {
  type: "alerting" | "recording";
  name: string;
  query: string;
  health: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
}

Deno.test("monitoring", async (t) => {
  await using copy = await copyOfMonitoring();
  const { folder } = copy;

  await t.step("promtool accepts the configuration, its targets and its rules", async () => {
    const { code, text } = await runTool("promtool", ["check", "config", "prometheus.yml"], folder);
    strictEqual(code, 0, text);
    match(text, /SUCCESS: 4 rule files found/);
  });

  await t.step("promtool refuses it where the file with the token is missing", async () => {
    await Deno.rename(`${folder}/secrets/metrics_token`, `${folder}/secrets/away`);
    const { code } = await runTool("promtool", ["check", "config", "prometheus.yml"], folder);
    await Deno.rename(`${folder}/secrets/away`, `${folder}/secrets/metrics_token`);
    notStrictEqual(code, 0);
  });

  await t.step("amtool accepts the routes and receivers", async () => {
    const { code, text } = await runTool("amtool", ["check-config", "alertmanager.yml"], folder);
    strictEqual(code, 0, text);
  });

  await t.step("no secret stands in a file", () => {
    for (const name of ["prometheus.yml", "alertmanager.yml"]) {
      const keys = [...read(name).matchAll(/^\s*-?\s*(\w*(?:password|token|secret|credentials)\w*):/gm)];
      ok(keys.length > 0);
      for (const [, key = ""] of keys) match(key, /_file$/);
    }
  });

  for (const file of ALERT_FILES) {
    await t.step(`${file} fires where it should, and only there`, async () => {
      const { code, text } = await runTool("promtool", ["test", "rules", `rules/${testsOf(file)}`]);
      strictEqual(code, 0, text);
    });
  }

  await using lexia = await Lexia.start();
  const shown = namesShown((await lexia.core.metrics.render()).body);
  await using prometheus = await startPrometheus(folder);
  const rules = await rulesOf(prometheus.url);
  const alerts = rules.filter(({ type }) => type === "alerting");
  const recorded = rules.filter(({ type }) => type === "recording").map(({ name }) => name);
  const known = new Set([...KNOWN_METRICS, ...shown, ...recorded]);

  await t.step("every metric that rules ask for exists", () => {
    ok(alerts.length >= 45, `${alerts.length} alerts`);
    const unknown = rules.flatMap(({ name, query }) =>
      metricsOf(query).filter((metric) => !known.has(metric)).map((metric) => `${name}: ${metric}`)
    );
    deepStrictEqual(unknown, []);
  });

  await t.step("a metric that there is not would be seen", () => {
    const asked = metricsOf('sum by (task) (rate(jobs_forgotten_total{job="lexia"}[5m])) > 0 or vector(0)');
    deepStrictEqual(asked.filter((metric) => !known.has(metric)), ["jobs_forgotten_total"]);
  });

  await t.step("every alert says how bad it is, what it is, what to do, and where more stands", () => {
    for (const { name, labels, annotations = {} } of alerts) {
      match(labels.severity ?? "", /^(critical|warning|info)$/, name);
      ok((annotations.summary ?? "").length > 15, name);
      ok((annotations.description ?? "").length > 40, name);
      strictEqual(annotations.runbook_url, `docs/operations/alerts.md#${name.toLowerCase()}`);
    }
    strictEqual(new Set(alerts.map(({ name }) => name)).size, alerts.length);
  });

  await t.step("every alert has a case in which it fires, and one in which it does not", () => {
    const cases = ALERT_FILES.map((file) => read(`rules/${testsOf(file)}`)).join("\n");
    const named = new Set([...cases.matchAll(/- name: (.+)$/gm)].map(([, name]) => name));
    const wanted = alerts.flatMap(({ name }) =>
      name === "Watchdog" ? [`${name} fires`] : [`${name} fires`, `${name} keeps silent`]
    );
    deepStrictEqual(wanted.filter((name) => !named.has(name)), []);
  });

  for (const [page, words] of PAGES) {
    await t.step(`${page} explains every alert, in order of severity`, () => {
      const text = Deno.readTextFileSync(new URL(page, DOCS));
      const parts = text.split(/^### /m).slice(1).map((part) => ({
        name: /^\w+/.exec(part)?.[0] ?? "",
        part,
      }));
      deepStrictEqual(parts.map(({ name }) => name).sort(), alerts.map(({ name }) => name).sort());
      const ranks = parts.map(({ name }) =>
        RANKS.indexOf(alerts.find((one) => one.name === name)?.labels.severity)
      );
      deepStrictEqual(ranks, ranks.toSorted());
      for (const { name, part } of parts) {
        for (const word of words) match(part, new RegExp(`- \\*\\*${word}:\\*\\* .{3,}`), name);
      }
    });
  }

  await t.step("pages and rules name alerts that exist", () => {
    const names = new Set(alerts.map(({ name }) => name));
    const pages = PAGES.map(([page]) => Deno.readTextFileSync(new URL(page, DOCS)));
    const text = [...pages, ...ALERT_FILES.map((file) => read(`rules/${file}`))].join("\n");
    const families = /\b(?:Lexia|Database|Redis|Disk|Certificate|Backup)(?:[A-Z][a-z]+)+\b/g;
    const named = [...text.matchAll(families)].map(([name]) => name);
    ok(named.length > 100);
    deepStrictEqual(named.filter((name) => !names.has(name)), []);
  });

  await t.step("pages and rules name variables and tasks that exist", () => {
    const pages = PAGES.map(([page]) => Deno.readTextFileSync(new URL(page, DOCS))).join("\n");
    const named = [...pages.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].map(([, name = ""]) => name);
    ok(named.length > 10);
    deepStrictEqual(named.filter((name) => !variableNames().includes(name)), []);
    const tasks = [...pages.matchAll(/`deno task ([a-z:]+)/g)].map(([, name = ""]) => name);
    deepStrictEqual(tasks.filter((name) => !Object.hasOwn(config.tasks, name)), []);
  });

  await t.step("a broken rule would be refused", async () => {
    await edit(`${folder}/rules/alerts.yml`, (text) => text.replace("for: 2m", "for: soon"));
    const { code } = await runTool("promtool", ["check", "rules", "rules/alerts.yml"], folder);
    notStrictEqual(code, 0);
  });
});

const RANKS: (string | undefined)[] = ["critical", "warning", "info"];
const PAGES = [
  ["alerts.md", ["Means", "See", "Do"]],
  ["alertas.md", ["Significa", "Vea", "Haga"]],
] as const;

function testsOf(file: string): string {
  return file.replace(".yml", "_test.yml");
}

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, MONITORING));
}

async function rulesOf(url: string): Promise<Rule[]> {
  const { data } = await (await fetch(`${url}/api/v1/rules`)).json();
  return data.groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
}
