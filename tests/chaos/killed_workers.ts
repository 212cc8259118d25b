/** Workers that are killed at random moments: R1, R2 and R3. */
import { setTimeout as pause } from "node:timers/promises";
import { EFFECTS_PER_JOB, type JobBench, openJobBench } from "#tests/support/job_bench.ts";
import { percentile } from "#tests/support/load.ts";
import { atLeast, atMost, exactly, type Proof, timed } from "#tests/support/proof.ts";
import { Crew } from "#tests/support/worker_crew.ts";
import { startWorkerProcess } from "#tests/support/worker_process.ts";
import { CallListener } from "./_call_listener.ts";

const WORKERS = 2;
/** Jobs that become due around each kill, so that it meets some at work. */
const JOBS_PER_KILL = 50;
const JOB_MS = 20;
const SPREAD_MS = 400;
const PATIENCE_MS = 180_000;

interface WorkToKill {
  task?: string;
  url?: string;
  /** Whether a job that was cut off had come far enough to be told apart when it runs again. */
  isUnderWay?: (jobId: string) => boolean;
}

/** The last kill is to meet somebody at work, which it can miss by a moment: so often it is tried. */
const LAST_TRIES = 20;

/** Kills some of a crew again and again while jobs keep coming, at last in the middle of a job, then lets them finish. */
async function killWhileWorking(
  bench: JobBench,
  kills: number,
  { isUnderWay = () => true, ...job }: WorkToKill,
): Promise<{ kills: number; dead: number; jobs: number }> {
  const settings = { ...bench.addresses, concurrency: 4, leaseSeconds: 1, tickMs: 100 };
  const crew = new Crew(settings, WORKERS);
  const spreadSeconds = SPREAD_MS / 1_000;
  const addJobs = () => bench.addJobs(JOBS_PER_KILL, { milliseconds: String(JOB_MS), spreadSeconds, ...job });
  const running = async () => (await bench.query("select id from jobs where status = 'running'")).map(String);
  let [made, dead, isMet] = [0, 0, false];
  try {
    while (made < kills || (!isMet && made < kills + LAST_TRIES)) {
      await crew.readiness();
      await addJobs();
      const isLast = ++made >= kills;
      if (isLast) { while (!(await running()).some(isUnderWay)) await pause(1); }
      else await pause(Math.random() * SPREAD_MS);
      if (made % 8 === 4) await bench.flush();
      dead += isLast ? await crew.killAll() : await crew.killSome();
      // Nobody works now, so whatever runs was cut off.
      if (isLast) isMet = (await running()).some(isUnderWay);
    }
    await bench.allDone(PATIENCE_MS);
  } finally {
    await crew.dismiss();
  }
  return { kills: made, dead, jobs: made * JOBS_PER_KILL };
}

async function effects(bench: JobBench): Promise<{ lost: number; doubled: number }> {
  const rows = await bench.query(EFFECTS_PER_JOB);
  const jobsWith = (isMeant: (count: number) => boolean) =>
    rows.reduce((sum, [count, jobs]) => sum + (isMeant(Number(count)) ? Number(jobs) : 0), 0);
  return { lost: jobsWith((count) => count === 0), doubled: jobsWith((count) => count > 1) };
}

export const killedWorkers: Proof = {
  id: "R1",
  title: "jobs whose workers are killed at random moments, and a dispatcher that is flushed",
  async run(scale) {
    const wanted = scale === "full" ? 200 : 4;
    await using bench = await openJobBench();
    const { kills, dead, jobs } = await killWhileWorking(bench, wanted, {});
    const { lost, doubled } = await effects(bench);
    return [
      atLeast("times that workers were killed", kills, wanted),
      atLeast("processes that died of it", dead, kills),
      atLeast("jobs that had to be begun anew", await bench.count("attempts > 1"), 1),
      exactly(`jobs not done, of ${jobs}`, await bench.count("status <> 'done'"), 0),
      exactly("jobs without an effect", lost, 0),
      exactly("jobs with more than one effect", doubled, 0),
    ];
  },
};

export const repeatedCalls: Proof = {
  id: "R2",
  title: "calls to the outside, made again by the next worker, carry the same key",
  async run(scale) {
    const kills = scale === "full" ? 200 : 3;
    await using bench = await openJobBench();
    await using listener = new CallListener();
    const isUnderWay = (jobId: string) => listener.keys.has(jobId);
    await killWhileWorking(bench, kills, { task: "test.call", url: listener.url, isUnderWay });
    const ids = new Set((await bench.query("select id from jobs")).map(([id]) => String(id)));
    const { lost, doubled } = await effects(bench);
    return [
      exactly("jobs whose call never came", [...ids].filter((id) => !listener.keys.has(id)).length, 0),
      exactly("keys that are no job's", [...listener.keys].filter((key) => !ids.has(key)).length, 0),
      exactly("distinct keys", listener.keys.size, ids.size),
      atLeast("calls made again", listener.calls.length - listener.keys.size, 1),
      exactly("jobs lost", lost, 0),
      exactly("jobs done twice within LEXIA", doubled, 0),
    ];
  },
};

/** Under way at the moment of each kill. */
const JOBS_UNDER_WAY = 4;

export const recoveryDelay: Proof = {
  id: "R3",
  title: "the delay until a killed worker's job runs again",
  async run(scale) {
    const [leaseSeconds, rounds] = scale === "full" ? [30, 10] : [4, 2];
    const delays: number[] = [];
    const all = Array.from({ length: rounds }, (_, i) => delaysOfOneKill(leaseSeconds, (i + 0.5) / rounds));
    for (const some of await Promise.all(all)) delays.push(...some);
    delays.sort((a, b) => a - b);
    return [
      atLeast("jobs that ran again", delays.length, rounds),
      timed(atMost(
        `p95 of the delay, with a lease of ${leaseSeconds} s`,
        percentile(delays, 0.95),
        leaseSeconds,
        "s",
      )),
    ];
  },
};

/** Kills one of two workers while it has jobs, at that share of the time between two of its heartbeats. */
async function delaysOfOneKill(leaseSeconds: number, share: number): Promise<number[]> {
  await using bench = await openJobBench();
  await using listener = new CallListener();
  // As in production: three ticks in a lease, four looks a second.
  const pace = { tickMs: leaseSeconds * 1_000 / 3, pollMs: 250 };
  const crew = [1, 2].map(() =>
    startWorkerProcess({ ...bench.addresses, concurrency: 8, leaseSeconds, ...pace })
  );
  try {
    await Promise.all(crew.map(({ ready }) => ready));
    const milliseconds = String(leaseSeconds * 10_000);
    await bench.addJobs(JOBS_UNDER_WAY, { task: "test.call", url: listener.url, milliseconds });
    const [first] = await listener.sees(JOBS_UNDER_WAY);
    const victim = crew.find(({ child }) => child.pid === first?.worker);
    const orphans = listener.calls.filter(({ worker }) => worker === victim?.child.pid);
    await pause((orphans[0]?.at ?? 0) + leaseSeconds * 1_000 / 3 * (1 + share) - performance.now());
    const killedAt = performance.now();
    await victim?.kill();
    await listener.sees(JOBS_UNDER_WAY + orphans.length);
    return listener.calls.slice(JOBS_UNDER_WAY).map(({ at }) => (at - killedAt) / 1_000);
  } finally {
    await Promise.all(crew.map((worker) => worker.kill()));
  }
}
