/** Grafana's dashboards: files that it can read, panels whose expressions Prometheus understands, metrics that exist. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { ALL_DASHBOARDS, dashboardFile } from "../../deploy/server/monitoring/grafana/make_dashboards.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { KNOWN_METRICS } from "./_exporter_metrics.ts";
import { metricsOf, namesShown } from "./_expressions.ts";
import { copyOfMonitoring, MONITORING, startPrometheus } from "./_tools.ts";

const FOLDER = new URL("grafana/dashboards/", MONITORING);

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; datasource: { uid: string } }[];
}

Deno.test("dashboards", async (t) => {
  await using copy = await copyOfMonitoring();
  await using prometheus = await startPrometheus(copy.folder);
  await using lexia = await Lexia.start();
  const shown = namesShown((await lexia.core.metrics.render()).body);
  const recorded = [...read("../../rules/recording.yml").matchAll(/record: (\S+)/g)].map(([, name = ""]) =>
    name
  );
  const known = new Set([...KNOWN_METRICS, ...shown, ...recorded]);

  await t.step("are the files of the tables, and no others", () => {
    const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
    deepStrictEqual(files, ALL_DASHBOARDS.map(({ name }) => `${name}.json`).sort());
    for (const dashboard of ALL_DASHBOARDS) {
      deepStrictEqual(JSON.parse(read(`${dashboard.name}.json`)), JSON.parse(dashboardFile(dashboard)));
    }
  });

  for (const { name } of ALL_DASHBOARDS) {
    const { panels, templating, uid } = JSON.parse(read(`${name}.json`));
    const drawn: Panel[] = panels.filter(({ type }: Panel) => type !== "row");

    await t.step(`${name} has panels that say what they show, beside each other`, () => {
      match(uid, /^[\w-]{1,40}$/);
      ok(drawn.length >= 4);
      strictEqual(new Set(panels.map(({ id }: Panel) => id)).size, panels.length);
      for (const { title, description, gridPos: { x, w } } of drawn) {
        ok(title && (description ?? "").length > 5, title);
        ok(x + w <= 24, title);
      }
      deepStrictEqual(overlapping(panels), []);
    });

    await t.step(`${name} names no source of data but the one that is chosen`, () => {
      deepStrictEqual(templating.list[0].type, "datasource");
      const uids = [...read(`${name}.json`).matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid);
      deepStrictEqual([...new Set(uids)].filter((one) => one !== uid), ["${datasource}"]);
    });

    await t.step(`${name} asks what Prometheus understands, of metrics that exist`, async () => {
      for (const { title, targets = [] } of drawn) {
        ok(targets.length > 0, title);
        for (const { expr } of targets) {
          const answer = await ask(prometheus.url, expr);
          strictEqual(answer.status, "success", `${title}: ${answer.error}`);
          deepStrictEqual(metricsOf(expr).filter((metric) => !known.has(metric)), [], title);
        }
      }
    });
  }

  await t.step("what Prometheus does not understand would be seen", async () => {
    strictEqual((await ask(prometheus.url, "sum by (job (up)")).status, "error");
  });
});

async function ask(url: string, expr: string): Promise<{ status: string; error?: string }> {
  const query = expr.replaceAll("$__range", "6h").replaceAll("$instance", ".*");
  return await (await fetch(`${url}/api/v1/query`, { method: "POST", body: new URLSearchParams({ query }) }))
    .json();
}

function overlapping(panels: Panel[]): string[] {
  return panels.flatMap((one, at) =>
    panels.slice(at + 1).filter((other) => {
      const [a, b] = [one.gridPos, other.gridPos];
      return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    }).map((other) => `${one.title} and ${other.title}`)
  );
}

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, FOLDER));
}
