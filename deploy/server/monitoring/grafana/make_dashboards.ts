/**
 * Writes Grafana's files from the tables of panels: `deno run --allow-read --allow-write make_dashboards.ts`. A test
 * holds that they are what this writes.
 */
import { type Dashboard, DASHBOARDS, type Panel } from "./_panels.ts";
import { DASHBOARDS_OF_SERVERS } from "./_panels_of_servers.ts";

export const ALL_DASHBOARDS: readonly Dashboard[] = [...DASHBOARDS, ...DASHBOARDS_OF_SERVERS];

/** Whichever Prometheus is chosen on the page: none is named here. */
const SOURCE = { type: "prometheus", uid: "${datasource}" };
const WIDTH = 24;
const SIZES = { stat: { w: 4, h: 4 }, timeseries: { w: 12, h: 8 }, table: { w: 12, h: 8 } } as const;

/** The file's text. */
export function dashboardFile(dashboard: Dashboard): string {
  const { name, title, says } = dashboard;
  const isByInstance = JSON.stringify(dashboard).includes("$instance");
  const whole = {
    uid: `lexia-${name}`,
    title,
    description: says,
    tags: ["lexia"],
    schemaVersion: 38,
    version: 1,
    editable: false,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    timezone: "browser",
    links: [{
      type: "dashboards",
      tags: ["lexia"],
      title: "LEXIA",
      asDropdown: true,
      includeVars: false,
      keepTime: true,
    }],
    templating: { list: [chooseSource(), ...(isByInstance ? [chooseInstance()] : [])] },
    panels: panelsOf(dashboard),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function chooseSource() {
  return {
    name: "datasource",
    label: "Prometheus",
    type: "datasource",
    query: "prometheus",
    hide: 0,
    refresh: 1,
  };
}

function chooseInstance() {
  const query = { query: 'label_values(up{job="lexia"}, instance)', refId: "instance" };
  return {
    name: "instance",
    label: "Instance",
    type: "query",
    datasource: SOURCE,
    query,
    refresh: 2,
    includeAll: true,
    multi: true,
    allValue: ".*",
    current: { text: "All", value: "$__all" },
  };
}

function panelsOf({ rows }: Dashboard) {
  const placed: unknown[] = [];
  let [id, y] = [0, 0];
  for (const { title, panels } of rows) {
    placed.push({
      id: ++id,
      type: "row",
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: WIDTH, h: 1 },
      panels: [],
    });
    y += 1;
    let [x, tallest] = [0, 0];
    for (const panel of panels) {
      const { w, h } = SIZES[panel.kind];
      if (x + w > WIDTH) [x, y, tallest] = [0, y + tallest, 0];
      placed.push(panelOf(panel, ++id, { x, y, w, h }));
      [x, tallest] = [x + w, Math.max(tallest, h)];
    }
    y += tallest;
  }
  return placed;
}

function panelOf(panel: Panel, id: number, gridPos: object) {
  const { title, kind, unit, asks, says, limits } = panel;
  const steps = limits
    ? [
      { color: "green", value: null },
      { color: "yellow", value: limits[0] },
      { color: "red", value: limits[1] },
    ]
    : [{ color: kind === "stat" ? "blue" : "green", value: null }];
  const custom = kind === "timeseries"
    ? {
      fillOpacity: 10,
      lineWidth: 1,
      showPoints: "never",
      thresholdsStyle: { mode: limits ? "dashed" : "off" },
    }
    : {};
  return {
    id,
    type: kind,
    title,
    description: says,
    datasource: SOURCE,
    gridPos,
    fieldConfig: {
      defaults: {
        unit,
        ...(kind === "timeseries" ? { min: 0 } : {}),
        thresholds: { mode: "absolute", steps },
        custom,
      },
      overrides: [],
    },
    options: OPTIONS[kind],
    targets: asks.map(([expr, legendFormat], at) => ({
      refId: String.fromCharCode(65 + at),
      datasource: SOURCE,
      expr,
      legendFormat: legendFormat || "__auto",
      ...(kind === "timeseries"
        ? { range: true }
        : { instant: true, format: kind === "table" ? "table" : "time_series" }),
    })),
    ...(kind === "table"
      ? { transformations: [{ id: "organize", options: { excludeByName: { Time: true } } }] }
      : {}),
  };
}

const OPTIONS = {
  stat: {
    reduceOptions: { calcs: ["lastNotNull"] },
    colorMode: "value",
    graphMode: "area",
    textMode: "auto",
  },
  timeseries: {
    legend: { displayMode: "list", placement: "bottom", showLegend: true },
    tooltip: { mode: "multi", sort: "desc" },
  },
  table: { showHeader: true, footer: { show: false } },
} as const;

if (import.meta.main) {
  const folder = new URL("dashboards/", import.meta.url);
  for (const dashboard of ALL_DASHBOARDS) {
    await Deno.writeTextFile(new URL(`${dashboard.name}.json`, folder), dashboardFile(dashboard));
  }
}
