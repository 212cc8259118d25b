/** Queues of a million jobs, and a small tenant behind a large one: R20 and R21. */
import { setTimeout as pause } from "node:timers/promises";
import { type JobBench, openJobBench } from "#tests/support/job_bench.ts";
import { median, percentile } from "#tests/support/load.ts";
import { atLeast, atMost, type Finding, type Proof, timed } from "#tests/support/proof.ts";
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerSettings,
} from "#tests/support/worker_process.ts";
import { until } from "./_following.ts";

/** How the worker comes to its jobs. */
type Way = "the dispatcher" | "the table, the dispatcher flushed" | "the table, Redis away";
const WAYS: readonly Way[] = ["the dispatcher", "the table, the dispatcher flushed", "the table, Redis away"];

/** Nobody listens there. */
const NO_REDIS = "redis://127.0.0.1:1";
const SHALLOW = 1_000;
const MEASURED = 500;
/** More than one tick tells the dispatcher of. */
const MEASURED_AFTER_FLUSH = 2_500;

export const deepQueue: Proof = {
  id: "R20",
  title: "jobs a second with a deep queue, against a shallow one",
  async run(scale) {
    const [depth, rounds] = scale === "full" ? [1_000_000, 7] : [20_000, 1];
    const findings: Finding[] = [];
    for (const way of WAYS) findings.push(await ratioOf(way, depth, rounds));
    return findings;
  },
};

/** Both queues in turn, so that a busy machine slows both. */
async function ratioOf(way: Way, depth: number, rounds: number): Promise<Finding> {
  const measured = way === "the table, the dispatcher flushed" ? MEASURED_AFTER_FLUSH : MEASURED;
  await using shallow = await Paced.open(way, { jobs: SHALLOW, tickMs: 200 });
  // So long that nothing but the first tick comes while it is measured.
  await using deep = await Paced.open(way, { jobs: depth, tickMs: 60_000 });
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const shallowRate = await shallow.jobsPerSecond(MEASURED);
    ratios.push(await deep.jobsPerSecond(measured) / shallowRate);
    await shallow.fill(MEASURED);
  }
  const what = `jobs/s at ${depth.toLocaleString("en")}, against ${
    SHALLOW.toLocaleString("en")
  }, from ${way}`;
  return timed(atLeast(what, median(ratios), 0.8));
}

/** A queue with one worker that only runs while it is looked at. */
class Paced implements AsyncDisposable {
  #worker: WorkerProcess | undefined;

  private constructor(private readonly bench: JobBench, private readonly way: Way) {}

  static async open(way: Way, { jobs, tickMs }: { jobs: number; tickMs: number }): Promise<Paced> {
    const bench = await openJobBench();
    const paced = new Paced(bench, way);
    await paced.fill(jobs);
    await bench.query("analyze jobs");
    const worker = startWorkerProcess({
      ...settingsFor(bench, way),
      tickMs,
      concurrency: 16,
      leaseSeconds: 600,
    });
    paced.#worker = worker;
    await worker.ready;
    worker.child.kill("SIGSTOP");
    return paced;
  }

  async fill(count: number): Promise<void> {
    await this.bench.addJobs(count);
    if (this.way === "the dispatcher") await this.bench.tell("status = 'ready'");
  }

  /** From the first of so many jobs to the last: that its tick may come later is not what is measured. */
  async jobsPerSecond(count: number): Promise<number> {
    const before = await this.#done();
    this.#worker?.child.kill("SIGCONT");
    await until("the first job is done", async () => await this.#done() > before);
    const [since, first] = [performance.now(), await this.#done()];
    await until(`${count} jobs are done`, async () => await this.#done() >= before + count, 120_000);
    const rate = (await this.#done() - first) / (performance.now() - since);
    this.#worker?.child.kill("SIGSTOP");
    return rate * 1_000;
  }

  async #done(): Promise<number> {
    return Number((await this.bench.query("select count(*)::int from test_effects"))[0]?.[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.kill();
    await this.bench[Symbol.asyncDispose]();
  }
}

function settingsFor({ addresses }: JobBench, way: Way): Pick<WorkerSettings, "databaseUrl" | "redisUrl"> {
  return { ...addresses, ...(way === "the table, Redis away" ? { redisUrl: NO_REDIS } : {}) };
}

const LARGE = 10_000;
const SMALL = 10;

export const fairTurns: Proof = {
  id: "R21",
  title: "ten jobs of one tenant behind ten thousand of another",
  async run(scale) {
    const rounds = scale === "full" ? 12 : 1;
    const findings: Finding[] = [];
    for (const way of WAYS) findings.push(await slowdown(way, rounds));
    return findings;
  },
};

/** How much longer the small tenant's jobs take beside the large one's than alone, at the 95th percentile. */
async function slowdown(way: Way, rounds: number): Promise<Finding> {
  await using bench = await openJobBench();
  const settings = { ...settingsFor(bench, way), tickMs: 1_000, concurrency: 8, leaseSeconds: 30 };
  const worker = startWorkerProcess({ ...settings, pollMs: 250 });
  await worker.ready;
  try {
    const alone: number[] = [];
    for (let round = 0; round < rounds; round++) alone.push(...await millisecondsOfSmall(bench, way));
    await bench.addJobs(LARGE, { milliseconds: "20" });
    if (way === "the dispatcher") await bench.tell("status = 'ready'");
    const beside: number[] = [];
    for (let round = 0; round < rounds; round++) beside.push(...await millisecondsOfSmall(bench, way));
    const p95 = (values: number[]) => percentile(values.toSorted((a, b) => a - b), 0.95);
    return timed(atMost(
      `p95 beside 10,000 jobs, against alone (${Math.round(p95(alone))} ms), from ${way}`,
      p95(beside) / p95(alone),
      2,
    ));
  } finally {
    await worker.kill();
  }
}

/** From when the small tenant's jobs are there until each of them is done. */
async function millisecondsOfSmall(bench: JobBench, way: Way): Promise<number[]> {
  const [, small] = bench.organizations;
  await bench.query(`delete from jobs where organization_id = '${small}'`);
  // Not in step with the worker's looks and ticks.
  await pause(Math.random() * 500);
  await bench.addJobs(SMALL, { milliseconds: "20", organizationId: small });
  const own = `organization_id = '${small}'`;
  if (way === "the dispatcher") await bench.tell(own);
  if (way === "the table, the dispatcher flushed") await bench.flush();
  const isDone = async () => await bench.count(`${own} and status = 'done'`) === SMALL;
  await until("the small tenant's jobs are done", isDone, 300_000);
  const rows = await bench.query(
    `select extract(epoch from finished_at - created_at) * 1000 from jobs where ${own}`,
  );
  return rows.map(([milliseconds]) => Number(milliseconds));
}
