import { ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { startWorking } from "#jobs/working.ts";
import { effectTask, WorkerBench } from "#tests/support/worker_bench.ts";

for (const manner of ["loop", "on_call"] as const) {
  Deno.test(`startWorking, ${manner}`, async (t) => {
    await using bench = await WorkerBench.open();
    const acme = await bench.organization();
    const { services } = bench;
    const worker = bench.worker({ test: effectTask() });
    let ticks = 0;
    const tick = async () => {
      ticks++;
      await bench.tick({});
      throw new RangeError("Something of it failed");
    };
    const before = await bench.add(acme, { count: 3, isTold: false });
    const working = startWorking({ services, jobs: { worker, tick } }, manner);

    async function done(ids: string[]): Promise<void> {
      for (let i = 0; i < 250 && !await isDone(ids); i++) await pause(20);
      ok(await isDone(ids));
    }
    async function isDone(ids: string[]): Promise<boolean> {
      const rows = await Promise.all(ids.map((id) => bench.job(id)));
      return rows.every(({ status }) => status === "done");
    }

    await t.step("finds what was left by others, though not all of the tick goes well", async () => {
      await done(before);
      strictEqual(ticks, 1);
      ok(bench.logged.includes("Tick failed: the next one follows"));
    });

    await t.step("runs what comes when it is woken", async () => {
      for (let i = 0; i < 5; i++) {
        const ids = await bench.add(acme, { count: 2 });
        working.wake();
        await done(ids);
      }
    });

    await t.step("ends, and begins nothing more", async () => {
      await working.stop({ graceMs: 1_000 });
      const [id = ""] = await bench.add(acme);
      working.wake();
      await pause(300);
      strictEqual((await bench.job(id)).status, "ready");
    });
  });
}

Deno.test("startWorking, on call, hears a call that comes when a drain has just looked for the last time", async () => {
  await using bench = await WorkerBench.open();
  let drains = 0;
  const worker = {
    async drain() {
      drains++;
      await pause(1);
      // What wakes a worker that already has found nothing.
      if (drains === 1) queueMicrotask(() => working.wake());
      return 0;
    },
    wake() {},
    loop: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const deps = { services: bench.services, jobs: { worker, tick: () => Promise.resolve() } };
  const working = startWorking(deps, "on_call");
  await pause(100);
  await working.stop({ graceMs: 0 });
  strictEqual(drains, 2);
});
