/** Jobs a second, one by one and many at a time, and how long a person waits from the request to the end of its job. */
import { setTimeout as pause } from "node:timers/promises";
import { load, percentile } from "#tests/support/load.ts";
import { type JobBench, openJobBench } from "#tests/support/job_bench.ts";
import { startWorkerProcess } from "#tests/support/worker_process.ts";
import { cpuSeconds } from "#tests/support/cpu.ts";
import type { Bench } from "./bench.ts";
import { atLeast, atMost, told } from "./report.ts";

const JOBS = { quick: 4_000, full: 12_000 };

export async function benchJobs(bench: Bench): Promise<void> {
  await benchWaiting(bench);
  const count = JOBS[bench.scale];
  const one = await runJobs(bench, count, { workers: 4, concurrency: 1 });
  const many = await runJobs(bench, count, { workers: 2, concurrency: 50 });
  bench.report.add(
    atLeast(1_100, { row: "jobs, claimed one by one", value: one.perSecond, unit: "jobs/s" }),
    told({ row: "jobs, claimed one by one · CPU", value: one.cpu, unit: "CPU-s per 1,000" }),
    atLeast(3_000, { row: "jobs, claimed 50 at a time", value: many.perSecond, unit: "jobs/s" }),
    told({ row: "jobs, claimed 50 at a time · CPU", value: many.cpu, unit: "CPU-s per 1,000" }),
  );
}

/** Each job leaves one row and ends, in a transaction of its own. As many before are not counted: a process warms up. */
async function runJobs(
  bench: Bench,
  count: number,
  { workers, concurrency }: { workers: number; concurrency: number },
): Promise<{ perSecond: number; cpu: number }> {
  await using jobs: JobBench = await openJobBench();
  const settings = { ...jobs.addresses, concurrency, leaseSeconds: 30, tickMs: 1_000 };
  const crew = Array.from({ length: workers }, () => startWorkerProcess(settings));
  try {
    await Promise.all(crew.map((worker) => worker.ready));
    await jobs.addJobs(count);
    while (await jobs.count("status <> 'done'") > 0) await pause(100);
    const [[warmAt] = []] = await jobs.query("select max(finished_at)::text from jobs");
    await jobs.query("vacuum (analyze) jobs");
    await jobs.addJobs(count);
    const before = bench.databaseCpu() + cpuSeconds(...crew.map(({ child }) => child.pid));
    while (await jobs.count("status <> 'done'") > 0) await pause(100);
    const used = bench.databaseCpu() + cpuSeconds(...crew.map(({ child }) => child.pid)) - before;
    // From the first that was done: before it they wait for the tick, since nobody has told the dispatcher.
    const [[seconds] = []] = await jobs.query(
      "select extract(epoch from max(finished_at) - min(finished_at))::float8 from jobs where finished_at > $1",
      [warmAt],
    );
    return { perSecond: count / Number(seconds), cpu: used / count * 1_000 };
  } finally {
    await Promise.all(crew.map((worker) => worker.kill()));
  }
}

/** From the request to the end of the job's transaction, by the clock of this one machine. */
async function benchWaiting(bench: Bench): Promise<void> {
  const seconds = bench.scale === "quick" ? 8 : 20;
  // Statements are planned and code is compiled by then.
  await load({ port: bench.server.port, connections: 8, requests: 400, next: () => bench.nextCreate() });
  await bench.allJobsDone();
  const sentAt = new Map<string, number>();
  await load({
    port: bench.server.port,
    connections: 8,
    seconds,
    perSecond: 20,
    next: () => bench.nextCreate(),
    onAnswer: ({ status, body, milliseconds }) => {
      if (status === 201) sentAt.set(JSON.parse(body).id, Date.now() - milliseconds);
    },
  });
  await bench.allJobsDone();
  const rows = await bench.lexia.query(
    `select payload ->> 'solicitudId', extract(epoch from finished_at)::float8 * 1000 from jobs
     where status = 'done'`,
  );
  const waits = rows.flatMap(([id, finishedAt]) => {
    const sent = sentAt.get(String(id));
    return sent === undefined ? [] : [Number(finishedAt) - sent];
  }).sort((a, b) => a - b);
  if (waits.length < sentAt.size || waits.length < seconds * 15) {
    throw new Error(`${waits.length} jobs were timed`);
  }
  bench.report.add(
    told({ row: "POST → job done at 20/s · p50", value: percentile(waits, 0.5), unit: "ms" }),
    atMost(25, { row: "POST → job done at 20/s · p95", value: percentile(waits, 0.95), unit: "ms" }),
  );
}
