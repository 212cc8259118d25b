import { ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseUnavailable, type SqlDriver } from "#domain/ports.ts";
import { effectTask, WorkerBench } from "#tests/support/worker_bench.ts";

/** A database that can be taken away. */
function frail() {
  const state = { isAway: false };
  const refuse = () => Promise.reject(new DatabaseUnavailable("It is away"));
  const wrap = (driver: SqlDriver): SqlDriver => ({
    ...driver,
    batch: (statements, options) => state.isAway ? refuse() : driver.batch(statements, options),
    session: (work, options) =>
      state.isAway ? refuse() : driver.session(
        (connection) =>
          work({ batch: (statements) => state.isAway ? refuse() : connection.batch(statements) }),
        options,
      ),
  });
  return { state, wrap };
}

Deno.test("Worker, when the database goes away", async (t) => {
  const { state, wrap } = frail();
  await using bench = await WorkerBench.open({ wrap });
  const acme = await bench.organization();

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (let i = 0; i < 500 && !await condition(); i++) await pause(20);
    ok(await condition());
  }

  await t.step("goes on taking jobs as soon as it is back", async () => {
    const [id = ""] = await bench.add(acme, { isTold: false });
    const worker = bench.worker({ test: effectTask() });
    state.isAway = true;
    const loop = worker.loop({ pollMs: 20 });
    await until(async () => {
      await bench.tell([id], acme);
      return bench.logged.includes("Cannot take jobs: trying again");
    });
    state.isAway = false;
    // What the dispatcher gave to a worker that could not claim it comes back with the tick.
    await bench.tick({});
    await until(async () => await bench.effects(id) === 1);
    await worker.stop({ graceMs: 1_000 });
    await loop;
  });

  await t.step("leaves a job whose end could not be written to whoever comes after its lease", async () => {
    const [id = ""] = await bench.add(acme);
    const goingAway = effectTask(() => Promise.resolve(void (state.isAway = true)));
    strictEqual(await bench.worker({ test: goingAway }).drain({ until: Date.now() + 5_000 }), 1);
    state.isAway = false;
    ok(bench.logged.includes("Cannot record a failed job: it runs again when its lease ends"));
    strictEqual(await bench.effects(id), 0);
    strictEqual((await bench.job(id)).status, "running");

    await bench.expireLeases();
    await bench.tick({});
    strictEqual(await bench.worker({ test: effectTask() }).drain({ until: Date.now() + 5_000 }), 1);
    strictEqual(await bench.effects(id), 1);
  });

  await t.step("keeps what runs when it was only away between two statements", async () => {
    const [id = ""] = await bench.add(acme);
    const task = effectTask(async () => {
      state.isAway = true;
      await until(() => bench.logged.includes("Cannot prolong the leases of running jobs"));
      state.isAway = false;
    });
    await bench.worker({ test: task }, { leaseSeconds: 1 }).drain({ until: Date.now() + 5_000 });
    strictEqual(await bench.effects(id), 1);
  });
});
