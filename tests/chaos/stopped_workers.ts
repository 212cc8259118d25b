/** Workers that are frozen, and workers that are told to stop: R4 and R5. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member } from "#tests/support/installation.ts";
import { load } from "#tests/support/load.ts";
import { EFFECTS_PER_JOB, openJobBench } from "#tests/support/job_bench.ts";
import { atLeast, atMost, exactly, type Proof } from "#tests/support/proof.ts";
import { startWorkerProcess } from "#tests/support/worker_process.ts";
import { follow, radicado, until } from "./_following.ts";

const LEASE_LOST = "Job lost its lease: its effects were rolled back";
const JOBS_PER_ZOMBIE = 8;

export const frozenWorkers: Proof = {
  id: "R4",
  title: "workers that are frozen for three leases and then go on where they were",
  async run(scale) {
    const [leaseSeconds, zombies] = scale === "full" ? [5, 6] : [1, 1];
    await using bench = await openJobBench();
    const settings = { ...bench.addresses, concurrency: JOBS_PER_ZOMBIE, leaseSeconds, tickMs: 200 };
    const jobs = JOBS_PER_ZOMBIE * zombies;
    await bench.addJobs(jobs, { milliseconds: "600" });
    const frozen = Array.from({ length: zombies }, () => startWorkerProcess(settings));
    const crew = [...frozen];
    try {
      await Promise.all(frozen.map(({ ready }) => ready));
      const isHeld = `status = 'running'`;
      while (await bench.count(isHeld) === 0) await pause(5);
      for (const { child } of frozen) child.kill("SIGSTOP");
      const held = await bench.count(isHeld);
      crew.push(startWorkerProcess({ ...settings, concurrency: jobs }));
      await pause(3 * leaseSeconds * 1_000);
      await bench.allDone(60_000);
      for (const { child } of frozen) child.kill("SIGCONT");
      const late = () =>
        frozen.flatMap(({ warnings }) => warnings).filter((line) => line === LEASE_LOST).length;
      for (let i = 0; i < 200 && late() === 0; i++) await pause(20);
      await pause(300);
      return [
        atLeast("jobs held by the frozen", held, 1),
        atLeast("late commits refused", late(), 1),
        exactly("jobs with other than one effect", await otherThanOne(bench.query(EFFECTS_PER_JOB)), 0),
        exactly("jobs not done", await bench.count("status <> 'done'"), 0),
      ];
    } finally {
      await Promise.all(crew.map((worker) => worker.kill()));
    }
  },
};

async function otherThanOne(rows: Promise<unknown[][]>): Promise<number> {
  return (await rows).reduce((sum, [effects, jobs]) => sum + (effects === 1 ? 0 : Number(jobs)), 0);
}

const PORTAL_LATENCY_MS = 150;
const EXIT_SECONDS = 30;
/** Two turns of a lookup that was put off for a minute. */
const PATIENCE_MS = 150_000;

export const stoppedWorkers: Proof = {
  id: "R5",
  title: "a deploy: the worker is told to stop under load while another one starts",
  async run(scale) {
    const [solicitudes, deploys] = scale === "full" ? [1_000, 5] : [80, 1];
    await using installation = await Installation.open({ portal: { latencyMs: PORTAL_LATENCY_MS } });
    const { port } = await installation.serve();
    const organization = await installation.organization();
    const exits: { code: number; seconds: number }[] = [];
    const done = () => installation.count("jobs", "status = 'done'");
    let worker = installation.work();
    await followAll(installation, port, await installation.member(organization), solicitudes);
    for (let deploy = 1; deploy <= deploys; deploy++) {
      const due = solicitudes * deploy / (deploys + 1);
      await until(`${due} jobs are done`, async () => await done() >= due);
      const toldAt = performance.now();
      const exit = worker.stop();
      worker = installation.work();
      exits.push({ code: await exit, seconds: (performance.now() - toldAt) / 1_000 });
    }
    await until("all jobs are done", async () => await done() === solicitudes, PATIENCE_MS);
    // One that could not even begin, since the store was slow for a moment, is put off and is no attempt.
    const begun = "detail ->> 'code' is distinct from 'pace_unavailable'";
    const failed = `(result is null or result in ('error', 'unverified')) and ${begun}`;
    return [
      exactly("exit codes other than 0", exits.filter(({ code }) => code !== 0).length, 0),
      atMost("longest exit", Math.max(...exits.map(({ seconds }) => seconds)), EXIT_SECONDS, "s"),
      exactly("failed attempts", await reasonsOf(installation, failed) || "0", "0"),
      exactly("jobs begun more than once", await installation.count("jobs", "attempts <> 1"), 0),
      exactly("executions that asked", await installation.count("executions", begun), solicitudes),
    ];
  },
};

/** Each with how often, so that whoever reads of a failure knows what it was. */
async function reasonsOf(installation: Installation, which: string): Promise<string> {
  const rows = await installation.query(
    `select concat_ws(' ', count(*), result, detail ->> 'code') from executions where ${which}
     group by result, detail ->> 'code' order by 1`,
  );
  return rows.map(([reason]) => String(reason)).join(", ");
}

async function followAll(
  installation: Installation,
  port: number,
  member: Member,
  count: number,
): Promise<void> {
  const { found } = installation.portal.radicados;
  const { statuses } = await load({
    port,
    connections: 8,
    requests: count,
    next: (index) => follow(member, found[index] ?? radicado(index)),
  });
  if (statuses.get(201) !== count) throw new Error(`Cannot follow: ${JSON.stringify([...statuses])}`);
}
