import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Lane } from "#domain/ports.ts";
import { type DispatchQueue, StoreUnavailable } from "#domain/ports.ts";
import type { TaskDefinition, TaskRun } from "#jobs/task_definition.ts";
import { TASKS } from "#jobs/contract.ts";
import { claimDueJobs, claimJobs } from "#jobs/claims.ts";
import { testHome } from "#tests/support/databases.ts";
import { effectTask, WorkerBench } from "#tests/support/worker_bench.ts";

const soon = () => ({ until: Date.now() + 20_000 });

/** A task that waits until it is let go, and says when it has begun. */
function gatedTask() {
  const [begun, gate] = [Promise.withResolvers<TaskRun>(), Promise.withResolvers<void>()];
  const task = effectTask(async (run) => {
    begun.resolve(run);
    await gate.promise;
  });
  return { task, begun: begun.promise, open: gate.resolve };
}

Deno.test("Worker.drain", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();

  await t.step("runs what is due, each job once, and says how many", async () => {
    const ids = await bench.add(acme, { count: 20 });
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 20);
    for (const id of ids) {
      strictEqual(await bench.effects(id), 1);
      strictEqual((await bench.job(id)).status, "done");
    }
  });

  await t.step("shares the jobs with other workers", async () => {
    const ids = await bench.add(acme, { count: 40 });
    const workers = [1, 2, 3].map(() => bench.worker({ test: effectTask() }));
    // The same ids are handed out several times: only the claim decides.
    const drains = workers.map(async (worker) => {
      await bench.tell(ids, acme);
      return await worker.drain(soon());
    });
    strictEqual((await Promise.all(drains)).reduce((sum, count) => sum + count), 40);
    for (const id of ids) strictEqual(await bench.effects(id), 1);
  });

  await t.step("goes on after ids that are not to be had", async () => {
    await bench.tell(Array.from({ length: 100 }, () => crypto.randomUUID()), "a");
    await bench.add(acme);
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 1);
  });

  await t.step("looks again when work comes just as it found none", async () => {
    const worker = bench.worker({ test: effectTask() }, { queue: { ...bench.queue, take: takeLate } });
    let takes = 0;
    async function takeLate(count: number): Promise<string[]> {
      const taken = await bench.queue.take(count);
      if (++takes === 1) {
        await bench.add(acme);
        worker.wake();
      }
      return taken;
    }
    strictEqual(await worker.drain(soon()), 1);
  });

  await t.step("leaves a job alone until PostgreSQL says that it is due", async () => {
    const [id = ""] = await bench.add(acme, { isTold: false });
    await bench.query("update jobs set run_at = now() + interval '5 minutes' where id = $1", [id]);
    await bench.tell([id], acme);
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 0);
    const { status, attempts } = await bench.job(id);
    deepStrictEqual({ status, attempts }, { status: "ready", attempts: 0 });
  });

  await t.step("begins none after its time, and ends those begun", async () => {
    await bench.add(acme, { count: 12 });
    const until = Date.now() + 100;
    const slow = effectTask(() => pause(150));
    strictEqual(await bench.worker({ test: slow }, { concurrency: 2 }).drain({ until }), 2);
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 10);
  });
});

// The embedded home has one session: nothing can hold a row while somebody else asks.
Deno.test("A claim passes over what others are taking", { ignore: testHome() === "embedded" }, async (t) => {
  await using bench = await WorkerBench.open();
  const { services: { platformDb } } = bench;
  const [id = ""] = await bench.add(await bench.organization(), { isTold: false });
  const ways = {
    "by its id": () => claimJobs(platformDb, [id], 30),
    "straight from the table": () => claimDueJobs(platformDb, 10, 30),
  };
  for (const [way, claim] of Object.entries(ways)) {
    await t.step(way, async () => {
      // Where they waited for the row, each would have it in turn as soon as it is free.
      const claims = await bench.whileLocked(id, async () => {
        const claims = [claim(), claim()];
        await Promise.race([Promise.all(claims), pause(2_000)]);
        return claims;
      });
      deepStrictEqual((await Promise.all(claims)).flat(), []);
      strictEqual((await bench.job(id)).status, "ready");
    });
  }
});

Deno.test("Worker takes turns", async (t) => {
  await using bench = await WorkerBench.open();
  const order: string[] = [];
  const noting = { test: effectTask((run) => Promise.resolve(void order.push(run.organizationId))) };

  await t.step("between a tenant with 500 jobs and one with 10 that came later", async () => {
    const [large, small] = [await bench.organization(), await bench.organization()];
    await bench.add(large, { count: 500 });
    await bench.add(small, { count: 10 });
    await bench.worker(noting).drain({ until: Date.now() + 60_000 });
    strictEqual(order.length, 510);
    ok(
      order.lastIndexOf(small) < 30,
      `the last of the small tenant's jobs was number ${order.lastIndexOf(small) + 1}`,
    );
  });

  await t.step("lane by lane, and the interactive one before others that came first", async () => {
    const acme = await bench.organization();
    const lanes: number[] = [];
    const task = effectTask((run) => Promise.resolve(void lanes.push(run.job.lane)));
    for (const lane of [2, 1, 0] as const satisfies Lane[]) await bench.add(acme, { count: 3, lane });
    await bench.worker({ test: task }, { concurrency: 1 }).drain(soon());
    deepStrictEqual(lanes, [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });
});

Deno.test("Worker goes on without the dispatcher, straight from the table", async () => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();
  const lanes: number[] = [];
  const task = effectTask((run) => Promise.resolve(void lanes.push(run.job.lane)));
  for (const lane of [2, 0, 1] as const) await bench.add(acme, { count: 4, lane, isTold: false });
  const take = () => Promise.reject(new StoreUnavailable("It is away"));
  const away: DispatchQueue = { ...bench.queue, take, push: take };
  strictEqual(await bench.worker({ test: task }, { queue: away, concurrency: 1 }).drain(soon()), 12);
  deepStrictEqual(lanes, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
});

Deno.test("Worker that lost its lease", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();

  await t.step("keeps nothing of a run that others have done meanwhile", async () => {
    const [id = ""] = await bench.add(acme);
    const { task, begun, open } = gatedTask();
    const late = bench.worker({ test: task }).drain(soon());
    await begun;
    await bench.expireLeases();
    await bench.tell([id], acme);
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 1);
    strictEqual((await bench.job(id)).status, "done");

    open();
    await late;
    strictEqual(await bench.effects(id), 1);
    ok(bench.logged.includes("Job lost its lease: its effects were rolled back"));
  });

  await t.step("can neither put the job back nor bury it", async () => {
    for (const maxAttempts of [1, 3]) {
      const [id = ""] = await bench.add(acme, { maxAttempts });
      const { task, begun, open } = gatedTask();
      const failing: TaskDefinition = {
        ...task,
        run: (run) =>
          task.run({ ...run, db: { ...run.db, tx: () => Promise.reject(new Error("It failed")) } }),
      };
      const late = bench.worker({ test: failing }).drain(soon());
      await begun;
      await bench.query("update jobs set lease_token = gen_random_uuid() where id = $1", [id]);
      open();
      await late;
      const { status, attempts } = await bench.job(id);
      deepStrictEqual({ status, attempts }, { status: "running", attempts: 1 });
    }
  });

  await t.step("is told to give up, by the heartbeat", async () => {
    const [id = ""] = await bench.add(acme);
    let reason: unknown;
    const task = effectTask(async ({ job }) => {
      await bench.query("update jobs set lease_token = gen_random_uuid() where id = $1", [id]);
      await pause(10_000, undefined, { signal: job.signal }).catch(() => reason = job.signal.reason);
    });
    await bench.worker({ test: task }, { leaseSeconds: 0.3 }).drain(soon());
    strictEqual(reason instanceof Error && reason.name, "LeaseLost");
    strictEqual(await bench.effects(id), 0);
  });

  await t.step("does not lose it while it lives, however long the job takes", async () => {
    const [id = ""] = await bench.add(acme);
    const other = bench.worker({ test: effectTask() });
    const task = effectTask(async () => {
      for (let i = 0; i < 10; i++) {
        await pause(150);
        await bench.tell([id], acme);
        strictEqual(await other.drain(soon()), 0);
      }
    });
    // Ten times as long as the lease where nobody prolongs it.
    strictEqual(await bench.worker({ test: task }, { leaseSeconds: 1 }).drain(soon()), 1);
    strictEqual(await bench.effects(id), 1);
  });
});

Deno.test("Worker, when a job fails", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();
  const failing: TaskDefinition = {
    run: () => Promise.reject(new TypeError("secret detail")),
    bury: async (tx, _payload, organizationId, reason) => {
      await tx.execute(
        sql`insert into audit_log (organization_id, action) values (${organizationId}, ${reason})`,
      );
    },
  };

  await t.step("tries again after a while, and keeps the kind of failure but no detail", async () => {
    const [id = ""] = await bench.add(acme, { maxAttempts: 3 });
    await bench.worker({ test: failing }).drain(soon());
    const first = await bench.job(id);
    deepStrictEqual([first.status, first.attempts, first.last_error], ["ready", 1, "TypeError"]);
    ok(first.due_in > 2.5 && first.due_in < 6.3, `${first.due_in} s`);

    await bench.makeDue();
    await bench.tell([id], acme);
    await bench.worker({ test: failing }).drain(soon());
    const second = await bench.job(id);
    deepStrictEqual([second.status, second.attempts], ["ready", 2]);
    ok(second.due_in > 6 && second.due_in < 12.6, `${second.due_in} s`);

    await bench.makeDue();
    await bench.tell([id], acme);
    await bench.worker({ test: failing }).drain(soon());
    const last = await bench.job(id);
    deepStrictEqual([last.status, last.attempts, last.last_error], ["buried", 3, "TypeError"]);
    deepStrictEqual(await bench.query("select organization_id, action from audit_log"), [[
      acme,
      "TypeError",
    ]]);
  });

  await t.step("buries it all the same where its task cannot put right what it left", async () => {
    const [id = ""] = await bench.add(acme, { maxAttempts: 1 });
    const helpless: TaskDefinition = { ...failing, bury: () => Promise.reject(new RangeError("No idea")) };
    await bench.worker({ test: helpless }).drain(soon());
    strictEqual((await bench.job(id)).status, "buried");
    ok(bench.logged.includes("Cannot put right what a buried job left"));
  });
});

Deno.test("Worker, beside one of another release", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();
  const older = { test: effectTask() };

  await t.step("puts a job of a task that it does not know back, for a newer one to run", async () => {
    const [id = ""] = await bench.add(acme, { task: "of.tomorrow" });
    await bench.worker(older).drain(soon());
    const { status, attempts, last_error, due_in } = await bench.job(id);
    deepStrictEqual([status, attempts, last_error], ["ready", 0, "unknown_task"]);
    ok(due_in > 10 && due_in <= 15, `${due_in} s`);
    await bench.makeDue();
    await bench.tell([id], acme);
    strictEqual(await bench.worker({ ...older, "of.tomorrow": effectTask() }).drain(soon()), 1);
    strictEqual((await bench.job(id)).status, "done");
    strictEqual(await bench.effects(id), 1);
  });

  await t.step("never uses up the attempts of such a job", async () => {
    const [id = ""] = await bench.add(acme, { task: "of.tomorrow", maxAttempts: 1 });
    for (let times = 0; times < 5; times++) {
      await bench.makeDue();
      await bench.tell([id], acme);
      await bench.worker(older).drain(soon());
    }
    const { status, attempts } = await bench.job(id);
    deepStrictEqual([status, attempts], ["ready", 0]);
    await bench.query("delete from jobs where id = $1", [id]);
  });

  await t.step("puts a payload that it cannot read back too", async () => {
    const parsing: TaskDefinition = {
      ...effectTask(),
      run: ({ payload }) => Promise.resolve(void TASKS["event.tell"].payload.parse(payload)),
    };
    const [id = ""] = await bench.add(acme, { task: "event.tell" });
    await bench.worker({ "event.tell": parsing }).drain(soon());
    const { status, attempts, last_error } = await bench.job(id);
    deepStrictEqual([status, attempts, last_error], ["ready", 0, "unknown_payload"]);
    await bench.query("delete from jobs where id = $1", [id]);
  });

  await t.step("counts a failure of its own although there are other releases", async () => {
    const failing: TaskDefinition = { ...effectTask(), run: () => Promise.reject(new TypeError("Broken")) };
    const [id = ""] = await bench.add(acme, { task: "event.tell" });
    await bench.query("update jobs set payload = $2 where id = $1", [id, { eventId: crypto.randomUUID() }]);
    await bench.worker({ "event.tell": failing }).drain(soon());
    const { status, attempts, last_error } = await bench.job(id);
    deepStrictEqual([status, attempts, last_error], ["ready", 1, "TypeError"]);
    await bench.query("delete from jobs where id = $1", [id]);
  });

  await t.step("buries what nobody has known for a day, and says why", async () => {
    const [id = ""] = await bench.add(acme, { task: "of.tomorrow" });
    await bench.query("update jobs set created_at = now() - interval '25 hours' where id = $1", [id]);
    await bench.worker(older).drain(soon());
    const { status, last_error } = await bench.job(id);
    deepStrictEqual([status, last_error], ["buried", "unknown_task"]);
  });
});

Deno.test("Worker.stop", async (t) => {
  await using bench = await WorkerBench.open();
  const acme = await bench.organization();

  await t.step("waits for what has begun, and begins no more", async () => {
    const ids = await bench.add(acme, { count: 10 });
    const { task, begun, open } = gatedTask();
    const worker = bench.worker({ test: task }, { concurrency: 2 });
    const loop = worker.loop({ pollMs: 10 });
    await begun;
    const stopped = worker.stop({ graceMs: 10_000 });
    open();
    await stopped;
    await loop;
    const rows = await Promise.all(ids.map((id) => bench.job(id)));
    strictEqual(rows.filter(({ status }) => status === "done").length, 2);
    strictEqual(rows.filter(({ status, attempts }) => status === "ready" && attempts === 0).length, 8);
    await bench.tick({});
    await bench.worker({ test: effectTask() }).drain(soon());
  });

  await t.step("gives back what does not end in time, and the attempt does not count", async () => {
    const [id = ""] = await bench.add(acme);
    const begun = Promise.withResolvers<void>();
    const endless = effectTask(async ({ job }) => {
      begun.resolve();
      await pause(60_000, undefined, { signal: job.signal });
    });
    const worker = bench.worker({ test: endless });
    const drain = worker.drain(soon());
    await begun.promise;
    await worker.stop({ graceMs: 20 });
    await drain;
    const { status, attempts, last_error } = await bench.job(id);
    deepStrictEqual([status, attempts, last_error], ["ready", 0, "worker_stopped"]);
    strictEqual(await bench.worker({ test: effectTask() }).drain(soon()), 1);
  });

  await t.step("gives back what it was just about to take", async () => {
    const [id = ""] = await bench.add(acme);
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const take = async (count: number) => {
      const taken = await bench.queue.take(count);
      asked.resolve();
      await answer.promise;
      return taken;
    };
    let runs = 0;
    const task = effectTask(() => Promise.resolve(void runs++));
    const worker = bench.worker({ test: task }, { queue: { ...bench.queue, take } });
    const loop = worker.loop({ pollMs: 10 });
    await asked.promise;
    const stopped = worker.stop({ graceMs: 10_000 });
    answer.resolve();
    await stopped;
    await loop;
    strictEqual(runs, 0);
    const { status, attempts } = await bench.job(id);
    deepStrictEqual([status, attempts], ["ready", 0]);
    strictEqual(await bench.worker({ test: task }).drain(soon()), 1);
  });

  await t.step("ends in time in spite of a job that does not listen", async () => {
    const [id = ""] = await bench.add(acme);
    const { task, begun, open } = gatedTask();
    const worker = bench.worker({ test: task });
    const loop = worker.loop({ pollMs: 10 });
    await begun;
    await worker.stop({ graceMs: 20 });
    await loop;
    strictEqual((await bench.job(id)).status, "running");
    open();
  });
});
