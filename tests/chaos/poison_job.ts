/** A job that kills its worker each time: R6. */
import { setTimeout as pause } from "node:timers/promises";
import { openJobBench } from "#tests/support/job_bench.ts";
import { atLeast, exactly, type Proof, timed } from "#tests/support/proof.ts";
import { Crew } from "#tests/support/worker_crew.ts";

const WORKERS = 2;
const ATTEMPTS = 5;
const PATIENCE_MS = 600_000;

export const poisonJob: Proof = {
  id: "R6",
  title: "a job that kills its worker each time is given up, and the others are done",
  async run(scale) {
    const jobs = scale === "full" ? 20_000 : 400;
    const alone = await runJobs(jobs, { isPoisoned: false });
    const beside = await runJobs(jobs, { isPoisoned: true });
    return [
      exactly("attempts of the poisonous job", beside.attempts, ATTEMPTS),
      exactly("what became of it", beside.end, "buried workers_lost"),
      exactly(`other jobs not done, of ${jobs.toLocaleString("en")}`, beside.left, 0),
      exactly("other jobs done twice", beside.doubled, 0),
      timed(atLeast(
        "jobs/s beside it, against those without it",
        alone.seconds / beside.seconds,
        0.9,
      )),
    ];
  },
};

/** How long a crew takes for them, fallen workers being replaced, and what they leave. */
async function runJobs(jobs: number, { isPoisoned }: { isPoisoned: boolean }) {
  await using bench = await openJobBench();
  // As in production two ticks and more fit into a lease.
  const settings = { ...bench.addresses, concurrency: 8, leaseSeconds: 3, tickMs: 1_000 };
  const crew = new Crew(settings, WORKERS);
  try {
    await crew.readiness(WORKERS);
    if (isPoisoned) await bench.addJobs(1, { task: "test.poison", maxAttempts: ATTEMPTS });
    await bench.addJobs(jobs, { milliseconds: "50", maxAttempts: ATTEMPTS });
    const begin = performance.now();
    const othersWait = "task = 'test.effect' and status in ('ready', 'running')";
    let seconds = 0;
    while (await bench.count("status in ('ready', 'running')") > 0) {
      if (performance.now() - begin > PATIENCE_MS) throw new Error(await bench.statuses());
      if (seconds === 0 && await bench.count(othersWait) === 0) seconds = (performance.now() - begin) / 1_000;
      await pause(50);
      await crew.replaceDead();
    }
    const [poison] = await bench.query(
      "select attempts, status || ' ' || last_error from jobs where task = 'test.poison'",
    );
    const [[doubled] = []] = await bench.query(
      "select count(*)::int from (select 1 from test_effects group by job_id having count(*) > 1) twice",
    );
    return {
      seconds: seconds || (performance.now() - begin) / 1_000,
      attempts: Number(poison?.[0] ?? 0),
      end: String(poison?.[1] ?? "none"),
      left: await bench.count("task = 'test.effect' and status <> 'done'"),
      doubled: Number(doubled),
    };
  } finally {
    await crew.dismiss();
  }
}
