/**
 * Monitoring at work: a real Prometheus with the shipped configuration scrapes a real LEXIA and real exporters, and what
 * it finds goes by a real Alertmanager to a receiver.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { requestHandler } from "#routes/mod.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { startPostgres } from "#tests/support/postgres.ts";
import { startRedis } from "#tests/support/redis.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { EXPORTERS } from "./_exporter_metrics.ts";
import { namesShown } from "./_expressions.ts";
import { copyOfMonitoring, edit, startPrometheus, startTool, type ToolServer, until } from "./_tools.ts";

const TOKEN = "a-token-for-scrapers-only";

Deno.test("Prometheus and Alertmanager", async (t) => {
  await using copy = await copyOfMonitoring();
  const { folder } = copy;
  await using lexia = await Lexia.start({ env: { METRICS_TOKEN: TOKEN } });
  await using other = await lexia.another({ env: { METRICS_TOKEN: "another-token-than-theirs" } });
  await using door = serve(lexia);
  await using otherDoor = serve(other);
  await using receiver = WebhookReceiver.start();
  await using alertmanager = await startAlertmanager(folder, receiver);
  await using blackbox = await startTool("prometheus-blackbox-exporter", (address) => [
    `--config.file=${folder}/blackbox.yml`,
    `--web.listen-address=${address}`,
  ]);
  await Deno.writeTextFile(`${folder}/secrets/metrics_token`, TOKEN);
  await aim(folder, { lexia: door.port, other: otherDoor.port, alertmanager, blackbox });
  await using prometheus = await startPrometheus(folder);

  await t.step("LEXIA is up for who has the token, and down for who has another", async () => {
    await until(
      async () => await valueOf(prometheus, `up{instance="127.0.0.1:${door.port}"}`) === 1,
      "it is up",
    );
    const down = `up{instance="127.0.0.1:${otherDoor.port}"}`;
    await until(async () => await valueOf(prometheus, down) !== undefined, "the other was tried");
    strictEqual(await valueOf(prometheus, down), 0);
  });

  await t.step("what LEXIA counts arrives", async () => {
    await fetch(`http://127.0.0.1:${door.port}/auth/me`).then((response) => response.body?.cancel());
    const counted = 'sum(http_requests_total{job="lexia",endpoint="/auth/me"})';
    await until(async () => (await valueOf(prometheus, counted) ?? 0) >= 1, "the request is counted");
    const memory = await valueOf(prometheus, 'process_resident_memory_bytes{job="lexia"}') ?? 0;
    ok(memory > 10 * 1024 ** 2, `${memory} bytes of memory`);
  });

  await t.step(
    "probes tell that it lives and is ready, and that a page without TLS will not do",
    async () => {
      for (const [probe, wanted] of [["health", 1], ["ready", 1], ["sign_in", 0]] as const) {
        const asked = `probe_success{probe="${probe}"}`;
        await until(async () => await valueOf(prometheus, asked) !== undefined, `${probe} was tried`);
        strictEqual(await valueOf(prometheus, asked), wanted, probe);
      }
    },
  );

  await t.step("the sign-in page is what the probe looks for", async () => {
    const { subdomain } = await lexia.organization();
    const page = await lexia.request(subdomain, "/sign-in", { headers: { accept: "text/html" } });
    strictEqual(page.status, 200);
    const module = /lexia_page:[\s\S]*/.exec(await Deno.readTextFile(`${folder}/blackbox.yml`))?.[0] ?? "";
    const patterns = [...module.matchAll(/'(.+?)'/g)].map(([, pattern = ""]) => new RegExp(pattern));
    ok(patterns.length >= 2);
    const text = await page.text();
    for (const pattern of patterns) match(text, pattern);
    match(page.headers.get("strict-transport-security") ?? "", /max-age=\d{7,}/);
  });

  await t.step("an alert of the rules reaches the service that watches from outside", async () => {
    await until(() => namesAt(receiver, "/watch").includes("Watchdog"), "the watchdog has barked");
  });

  await t.step("a planted critical alert reaches the people on call, with the receiver's token", async () => {
    await until(() => namesAt(receiver, "/on-call").includes("Planted"), "the planted alert has come");
    const { headers } = receiver.received.find(({ path }) => path === "/on-call") ?? {};
    strictEqual(headers?.authorization, "Bearer a-secret-for-tests-only");
  });

  await t.step("a consequence stays silent while its cause is told", async () => {
    const now = new Date().toISOString();
    const told = (labels: Record<string, string>) => ({
      labels: { severity: "critical", ...labels },
      startsAt: now,
    });
    await tell(alertmanager, [
      told({ alertname: "LexiaInstanceDown", instance: "w:1", role: "worker" }),
      told({ alertname: "LexiaJobsLate" }),
      told({ alertname: "LexiaMemoryHigh", instance: "w:1" }),
      told({ alertname: "LexiaMemoryHigh", instance: "s:1" }),
    ]);
    const states = await statesOf(alertmanager);
    deepStrictEqual(states.get("LexiaJobsLate "), "suppressed");
    deepStrictEqual(states.get("LexiaMemoryHigh w:1"), "suppressed");
    deepStrictEqual(states.get("LexiaMemoryHigh s:1"), "active");
    deepStrictEqual(states.get("LexiaInstanceDown w:1"), "active");
  });
});

Deno.test("exporters", async (t) => {
  const { value: postgres, error } = await startPostgres().then(
    (value) => ({ value, error: null }),
    (error) => ({
      value: null,
      error,
    }),
  );
  if (postgres === null) throw error;
  try {
    await using redis = await startRedis();
    await using copy = await copyOfMonitoring();
    const starts: Record<string, () => Promise<ToolServer>> = {
      node: () =>
        startTool("prometheus-node-exporter", (address) => [
          `--web.listen-address=${address}`,
          `--collector.textfile.directory=${copy.folder}`,
        ]),
      postgres: () =>
        startTool("prometheus-postgres-exporter", (address) => [`--web.listen-address=${address}`], {
          env: { DATA_SOURCE_NAME: `${postgres.url}?sslmode=disable` },
        }),
      redis: () =>
        startTool("prometheus-redis-exporter", (address) => [
          `-web.listen-address=${address}`,
          `-redis.addr=${redis.url}`,
        ]),
      prometheus: () => startPrometheus(copy.folder),
      alertmanager: async () => await startAlertmanager(copy.folder, undefined),
    };
    for (const [name, start] of Object.entries(starts)) {
      await t.step(`${name} shows what is asked of it`, async () => {
        await using server = await start();
        const shown = namesShown(await (await fetch(`${server.url}/metrics`)).text());
        deepStrictEqual(EXPORTERS[name]?.always.filter((metric) => !shown.has(metric)), []);
      });
    }
  } finally {
    await postgres.stop();
  }
});

/** That instance over the wire, as its process would serve it. */
function serve(lexia: Lexia): { port: number } & AsyncDisposable {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    requestHandler(lexia.core.app),
  );
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function startAlertmanager(folder: string, receiver: WebhookReceiver | undefined): Promise<ToolServer> {
  if (receiver) {
    await edit(
      `${folder}/alertmanager.yml`,
      (text) =>
        text.replace("https://on-call.example.com/alerts", `http://127.0.0.1:${receiver.port}/on-call`)
          .replace("https://watch.example.com/lexia", `http://127.0.0.1:${receiver.port}/watch`)
          // Mail is not this test's matter.
          .replace("smtp.example.com:587", "127.0.0.1:1")
          .replace("group_wait: 10s", "group_wait: 1s"),
    );
  }
  return await startTool("prometheus-alertmanager", (address) => [
    `--config.file=${folder}/alertmanager.yml`,
    `--storage.path=${folder}/told`,
    `--web.listen-address=${address}`,
    "--cluster.listen-address=",
    "--log.level=error",
  ]);
}

interface Aims {
  lexia: number;
  other: number;
  alertmanager: ToolServer;
  blackbox: ToolServer;
}

/** Puts this machine's addresses into the targets, looks often, and plants an alert. */
async function aim(folder: string, { lexia, other, alertmanager, blackbox }: Aims): Promise<void> {
  await edit(
    `${folder}/targets/lexia.yml`,
    (text) => text.replace("serve:8000", `127.0.0.1:${lexia}`).replace("worker:9464", `127.0.0.1:${other}`),
  );
  await edit(`${folder}/targets/alertmanager.yml`, () => `- targets: ["127.0.0.1:${alertmanager.port}"]\n`);
  await edit(
    `${folder}/targets/probes.yml`,
    (text) =>
      text.replaceAll("blackbox-exporter:9115", `127.0.0.1:${blackbox.port}`)
        .replaceAll("http://serve:8000", `http://127.0.0.1:${lexia}`)
        .replace("https://acme.lexia.example.com", `http://127.0.0.1:${lexia}`),
  );
  await edit(
    `${folder}/prometheus.yml`,
    (text) =>
      text.replace("scrape_interval: 15s", "scrape_interval: 2s").replace(
        "scrape_timeout: 10s",
        "scrape_timeout: 2s",
      )
        .replace("scrape_interval: 30s", "scrape_interval: 10s")
        .replace("evaluation_interval: 30s", "evaluation_interval: 2s")
        .replace("rule_files:\n", "rule_files:\n  - rules/planted.yml\n"),
  );
  await Deno.writeTextFile(`${folder}/rules/planted.yml`, PLANTED);
}

const PLANTED = `groups:
  - name: planted
    rules:
      - alert: Planted
        expr: up{job="lexia",role="serve"} == 1
        labels: { severity: critical }
        annotations: { summary: A planted alert }
`;

async function valueOf({ url }: ToolServer, query: string): Promise<number | undefined> {
  const answer = await fetch(`${url}/api/v1/query`, { method: "POST", body: new URLSearchParams({ query }) });
  const { data } = await answer.json();
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

function namesAt({ received }: WebhookReceiver, path: string): string[] {
  return received.filter((message) => message.path === path).flatMap(({ body }) =>
    JSON.parse(body).alerts.map(({ labels }: { labels: { alertname: string } }) => labels.alertname)
  );
}

async function tell({ url }: ToolServer, alerts: object[]): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers,
    body: JSON.stringify(alerts),
  });
  strictEqual(answer.status, 200, await answer.text());
}

/** By name and instance. */
async function statesOf({ url }: ToolServer): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  await until(async () => {
    const alerts = await (await fetch(`${url}/api/v2/alerts`)).json();
    for (const { labels, status } of alerts) {
      states.set(`${labels.alertname} ${labels.instance ?? ""}`, status.state);
    }
    return states.get("LexiaJobsLate ") === "suppressed" && states.get("LexiaMemoryHigh s:1") === "active";
  }, "Alertmanager has sorted them");
  return states;
}
