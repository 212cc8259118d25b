/** A job that is what kills its workers. Jobs against all other sudden death: `tests/chaos/`. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { EFFECTS_PER_JOB, openJobBench } from "#tests/support/job_bench.ts";
import { testHome } from "#tests/support/databases.ts";
import { Crew } from "#tests/support/worker_crew.ts";

// It needs real processes, a real PostgreSQL and a real Redis, whichever home is under test: once is enough.
const onServer = { ignore: testHome() !== "server" };

Deno.test(
  "A job that kills its worker each time is given up, and the others are done",
  onServer,
  async () => {
    await using bench = await openJobBench();
    const settings = { ...bench.addresses, concurrency: 8, leaseSeconds: 1, tickMs: 200 };
    await bench.addJobs(1, { task: "test.poison", maxAttempts: 4 });
    await bench.addJobs(200, { milliseconds: "50 + random() * 100", maxAttempts: 4 });

    const crew = new Crew(settings, 2);
    try {
      const until = performance.now() + 90_000;
      while (await bench.count("status in ('ready', 'running')") > 0) {
        ok(performance.now() < until, await bench.statuses());
        await pause(100);
        await crew.replaceDead();
      }
    } finally {
      await crew.dismiss();
    }
    const ended = await bench.query(
      "select task, status, last_error, attempts from jobs where status <> 'done'",
    );
    deepStrictEqual(ended, [["test.poison", "buried", "workers_lost", 4]]);
    deepStrictEqual(await bench.query(`${EFFECTS_PER_JOB} desc`), [[1, 200], [0, 1]]);
  },
);
