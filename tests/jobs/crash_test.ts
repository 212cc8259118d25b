/**
 * Jobs against sudden death: worker processes are killed again and again and the dispatcher loses its memory, while
 * every job must leave its effect exactly once.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@redis/client";
import { openJobBench } from "#tests/support/job_bench.ts";
import { testHome } from "#tests/support/databases.ts";
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerSettings,
} from "#tests/support/worker_process.ts";

const JOBS = 2_000;
const WORKERS = 4;
/** After so many the last workers may finish in peace, or a slow machine would only start processes. */
const MOST_KILLS = 50;
/** By when all must be done, the time of a busy machine included. */
const PATIENCE_MS = 150_000;

// It needs real processes, a real PostgreSQL and a real Redis, whichever home is under test: once is enough.
const onServer = { ignore: testHome() !== "server" };

Deno.test(
  "2,000 jobs, killed workers and a flushed dispatcher: none is lost, none is done twice",
  onServer,
  async (t) => {
    await using bench = await openJobBench();
    const settings = { ...bench.addresses, concurrency: 8, leaseSeconds: 2, tickMs: 400 };
    await bench.addJobs(JOBS, { milliseconds: "5 + random() * 45", spreadSeconds: 15 });

    const startedAt = performance.now();
    const crew = new Crew(settings);
    let kills = 0;
    let freezes = 0;
    let flushes = 0;
    try {
      for (let done = 0; done < JOBS; done = await bench.count("status = 'done'")) {
        ok(
          performance.now() - startedAt < PATIENCE_MS,
          `only ${done} of ${JOBS} are done: ${await bench.statuses()}`,
        );
        await pause(150 + Math.random() * 150);
        if (done > JOBS * (flushes + 1) / 3) {
          await flush(bench.addresses.redisUrl);
          flushes++;
        }
        if (kills >= MOST_KILLS) continue;
        if (kills >= freezes * 8 + 4) freezes += crew.freezeOne() ? 1 : 0;
        else kills += await crew.killOne() ? 1 : 0;
      }
    } finally {
      await crew.dismiss();
    }

    await t.step(
      "workers were killed many times and frozen now and then, and the dispatcher flushed twice",
      () => {
        ok(kills >= 20, `${kills} kills`);
        strictEqual(flushes, 2);
      },
    );
    await t.step("every job is done, and none was given up", async () => {
      deepStrictEqual(await bench.query("select status, count(*)::int from jobs group by 1"), [[
        "done",
        JOBS,
      ]]);
    });
    await t.step("some had to be begun anew", async () => {
      ok(await bench.count("attempts > 1") > 0);
    });
    await t.step("every job has left one effect", async () => {
      deepStrictEqual(await bench.query(EFFECTS_PER_JOB), [[1, JOBS]]);
    });
  },
);

const EFFECTS_PER_JOB = `
  select effects, count(*)::int from (
    select count(e.job_id)::int as effects from jobs j left join test_effects e on e.job_id = j.id group by j.id
  ) per_job group by 1 order by 1`;

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

Deno.test(
  "A worker that is told to stop finishes what it has begun, and no attempt fails",
  onServer,
  async () => {
    await using bench = await openJobBench();
    const settings = { ...bench.addresses, concurrency: 8, leaseSeconds: 30, tickMs: 100 };
    await bench.addJobs(400, { milliseconds: "200 + random() * 300" });

    const worker = startWorkerProcess(settings);
    ok(await worker.ready);
    while (await bench.count("status = 'done'") < 20) await pause(20);
    const toldAt = performance.now();
    worker.child.kill("SIGTERM");
    const { code } = await worker.child.status;
    const seconds = (performance.now() - toldAt) / 1_000;

    strictEqual(code, 0);
    ok(seconds < 5, `${seconds} s`);
    strictEqual(await bench.count("status = 'running'"), 0);
    strictEqual(await bench.count("status = 'ready' and (attempts > 0 or lease_token is not null)"), 0);
    strictEqual(await bench.count("status = 'done' and attempts <> 1"), 0);
    const done = await bench.count("status = 'done'");
    ok(done > 20 && done < 400, `${done} done`);
    deepStrictEqual(await bench.query("select count(*)::int from test_effects"), [[done]]);
  },
);

/** Worker processes that are replaced when they fall. */
class Crew {
  readonly #workers: WorkerProcess[] = [];
  readonly #ready = new Set<WorkerProcess>();
  readonly #thaws: Promise<void>[] = [];

  constructor(private readonly settings: WorkerSettings, size = WORKERS) {
    for (let i = 0; i < size; i++) this.#hire();
  }

  /** Resolves when the first of them works. */
  async readiness(): Promise<void> {
    ok(await Promise.any(this.#workers.map((worker) => worker.ready)));
  }

  /** Kills one of those that work, unless it is the last: a slow machine would only start processes. */
  async killOne(): Promise<boolean> {
    const victim = this.#chooseVictim();
    if (!victim) return false;
    await victim.kill();
    this.#replace(victim);
    return true;
  }

  /** Stops one until its leases have run out and others have its jobs; then it goes on as if nothing had been. */
  freezeOne(): boolean {
    const victim = this.#chooseVictim();
    if (!victim) return false;
    this.#ready.delete(victim);
    victim.child.kill("SIGSTOP");
    const thaw = async () => {
      await pause(this.settings.leaseSeconds * 1_500);
      if (!this.#workers.includes(victim)) return;
      victim.child.kill("SIGCONT");
      this.#ready.add(victim);
    };
    this.#thaws.push(thaw());
    return true;
  }

  #chooseVictim(): WorkerProcess | undefined {
    const victims = [...this.#ready];
    return victims.length < 2 ? undefined : victims[Math.floor(Math.random() * victims.length)];
  }

  async replaceDead(): Promise<void> {
    for (const worker of [...this.#workers]) {
      if (await Promise.race([worker.child.status, pause(0, null)])) this.#replace(worker);
    }
  }

  async dismiss(): Promise<void> {
    await Promise.all(this.#thaws);
    await Promise.all(this.#workers.map((worker) => worker.kill()));
  }

  #hire(): void {
    const worker = startWorkerProcess(this.settings);
    this.#workers.push(worker);
    void worker.ready.then((isReady) => isReady && this.#workers.includes(worker) && this.#ready.add(worker));
  }

  #replace(fallen: WorkerProcess): void {
    this.#ready.delete(fallen);
    this.#workers.splice(this.#workers.indexOf(fallen), 1);
    this.#hire();
  }
}

async function flush(url: string): Promise<void> {
  const client = createClient({ url, RESP: 2, maintNotifications: "disabled" });
  await client.connect();
  await client.sendCommand(["FLUSHDB"]);
  client.destroy();
}
