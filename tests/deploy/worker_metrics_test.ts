/** A worker, which answers no requests, shows its own metrics where a port is named for that. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { run } from "#main";
import { readConfig } from "#platform/config.ts";
import { openEmbeddedDatabase } from "#platform/embedded/database.ts";
import { Lexia } from "#tests/support/lexia.ts";
import { embeddedTemplate } from "#tests/support/pglite_template.ts";
import { freePort } from "#tests/support/postgres.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { WebhookReceiver } from "#tests/support/webhook_receiver.ts";
import { namesShown } from "./_expressions.ts";
import { until } from "./_tools.ts";

Deno.test("jobs_oldest_due_seconds", async (t) => {
  await using lexia = await Lexia.start();
  const waited = async () => {
    await lexia.core.jobs.tick();
    return Number(/^jobs_oldest_due_seconds (\S+)$/m.exec((await lexia.core.metrics.render()).body)?.[1]);
  };

  await t.step("is 0 where nothing is due", async () => {
    strictEqual(await waited(), 0);
  });

  await t.step("is for how long the first job has waited", async () => {
    const ana = await (await lexia.organization()).session("user");
    for (const radicado of lexia.portal.radicados.found.slice(0, 2)) {
      await ana.post("/api/v1/solicitudes", { radicado });
    }
    await lexia.database.owner.batch([{ text: "update jobs set run_at = now() - interval '10 minutes'" }]);
    const seconds = await waited();
    ok(seconds >= 595 && seconds < 700, `${seconds}`);
  });

  await t.step("is 0 again once they are done", async () => {
    await lexia.work();
    strictEqual(await waited(), 0);
  });
});

const TOKEN = "a-token-for-scrapers-only";

Deno.test("a worker", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "lexia_worker_" });
  const dataDir = `${folder}/data`;
  await (await openEmbeddedDatabase({ folder: dataDir, template: await embeddedTemplate(), log: silentLog }))
    .close();
  await using sentry = WebhookReceiver.start();
  const port = freePort();
  const env: Record<string, string> = {
    DATA_DIR: dataDir,
    PROBES_PORT: String(port),
    METRICS_TOKEN: TOKEN,
    SENTRY_DSN: `http://key@127.0.0.1:${sentry.port}/7`,
    LOG_LEVEL: "error",
  };
  const config = readConfig({ get: (name) => env[name], readTextFile: Deno.readTextFileSync });
  const worker = await run(config, { serves: false, works: true });
  try {
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const metrics = async () => await (await ask("/metrics", { headers })).text();

    await t.step("has no port of its own for requests", () => {
      strictEqual(worker.port, null);
    });

    await t.step("shows when its tick last went through, and how long jobs have waited", async () => {
      await until(
        async () => Number(/^jobs_ticked_timestamp_seconds (\S+)$/m.exec(await metrics())?.[1]) > 0,
        "it ticks",
      );
      const text = await metrics();
      const tickedAt = Number(/^jobs_ticked_timestamp_seconds (\S+)$/m.exec(text)?.[1]);
      ok(Math.abs(Date.now() / 1_000 - tickedAt) < 60, `${tickedAt}`);
      match(text, /^jobs_oldest_due_seconds \d/m);
      ok(namesShown(text).has("job_duration_seconds_bucket"));
    });

    await t.step("shows what its process holds, and nothing that it cannot see", async () => {
      const text = await metrics();
      ok(Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) > 10 * 1024 ** 2);
      const unseen = ["process_open_fds", "process_virtual_memory_bytes", "process_heap_bytes"];
      deepStrictEqual(unseen.filter((name) => namesShown(text).has(name)), []);
    });

    await t.step("says that it lives, and its metrics to who has the token alone", async () => {
      strictEqual((await ask("/health")).status, 200);
      strictEqual((await ask("/metrics")).status, 401);
      strictEqual((await ask("/metrics", { headers: { authorization: "Bearer x" } })).status, 401);
    });

    await t.step("tells Sentry of the errors of its log, and counts that", async () => {
      worker.log.error("Planted by a test", { request_id: "r-7" });
      await until(
        async () => (await metrics()).includes('error_reports_total{result="sent"} 1'),
        "it is sent",
      );
      strictEqual(sentry.received[0]?.path, "/api/7/envelope/");
      ok(sentry.received[0]?.body.includes("Planted by a test"));
    });

    await t.step("answers nothing else", async () => {
      const statuses = [];
      for (const path of ["/", "/sign-in", "/auth/me", "/metrics/x"]) {
        statuses.push((await ask(path, { headers })).status);
      }
      deepStrictEqual(statuses, [404, 404, 404, 404]);
      strictEqual((await ask("/metrics", { method: "POST", headers })).status, 405);
    });
  } finally {
    await worker.shutDown();
    await Deno.remove(folder, { recursive: true });
  }
});
