import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { enqueue, type EnqueueOptions } from "#jobs/queue.ts";
import type { TaskPayload } from "#jobs/contract.ts";
import { effectTask, WorkerBench } from "#tests/support/worker_bench.ts";

Deno.test("enqueue", async (t) => {
  await using bench = await WorkerBench.open();
  const [acme, beta] = [await bench.organization(), await bench.organization()];
  const task = "solicitud.execute";
  const payload = (): TaskPayload<typeof task> => ({ solicitudId: crypto.randomUUID(), trigger: "created" });
  const add = (organization: string, options?: EnqueueOptions) =>
    bench.services.tenantDb(organization).tx((tx) => enqueue(tx, task, payload(), options));
  const count = async () => Number((await bench.query("select count(*)::int from jobs"))[0]?.[0]);
  const run = () => bench.worker({ [task]: effectTask() }).drain({ until: Date.now() + 10_000 });

  /** The dispatcher is told after the commit, while the caller goes on. */
  async function hear(count: number): Promise<void> {
    for (let i = 0; i < 250; i++) {
      const { ready, later } = await bench.queue.depth();
      if (ready.reduce((sum, n) => sum + n, later) === count) return;
      await pause(20);
    }
    throw new Error(`The dispatcher has not heard of ${count} jobs`);
  }

  await t.step("tells the dispatcher once the transaction is committed", async () => {
    await bench.services.tenantDb(acme).tx(async (tx) => {
      await enqueue(tx, task, payload());
      deepStrictEqual((await bench.queue.depth()).ready, [0, 0, 0]);
    });
    await hear(1);
    strictEqual(await run(), 1);
  });

  await t.step("leaves neither a row nor a word of what was rolled back", async () => {
    const before = await count();
    const failing = bench.services.tenantDb(acme).tx(async (tx) => {
      await enqueue(tx, task, payload());
      throw new RangeError("Something else failed");
    });
    await rejects(failing, RangeError);
    strictEqual(await count(), before);
    deepStrictEqual(await bench.queue.depth(), { ready: [0, 0, 0], later: 0 });
    await bench.tick({});
    strictEqual(await run(), 0);
  });

  await t.step("makes one job of many with the same key, until that one is finished", async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => add(acme, { key: "case" })));
    strictEqual(ids.filter((id) => id !== null).length, 1);
    ok(await add(beta, { key: "case" }), "another organization has keys of its own");
    ok(await add(acme, { key: "another" }));
    await hear(3);
    strictEqual(await run(), 3);
    ok(await add(acme, { key: "case" }));
    await hear(1);
    strictEqual(await run(), 1);
  });

  await t.step("waits as long as it is told", async () => {
    const id = await add(acme, { delaySeconds: 60, lane: 2 });
    await hear(1);
    deepStrictEqual(await bench.queue.depth(), { ready: [0, 0, 0], later: 1 });
    strictEqual(await run(), 0);
    const { status, due_in } = await bench.job(id ?? "");
    strictEqual(status, "ready");
    ok(due_in > 50 && due_in <= 60, `${due_in} s`);
  });

  await t.step("refuses a payload that the task cannot read", async () => {
    const wrong = { ...payload(), solicitudId: "7" };
    await rejects(bench.services.tenantDb(acme).tx((tx) => enqueue(tx, task, wrong)));
  });
});
