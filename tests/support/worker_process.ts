/**
 * A worker as a process of its own, which tests may kill: the real Worker over the real server home, with tasks whose
 * effects can be counted. As the main module it is that process; imported, it starts one.
 */
import { sql } from "drizzle-orm";
import { setTimeout as pause } from "node:timers/promises";
import { tick } from "#jobs/schedule.ts";
import { type TaskDefinitions, Worker } from "#jobs/worker.ts";
import { systemClock } from "#platform/clock.ts";
import { openServer } from "#platform/server/mod.ts";
import { jobServices, silentMetrics } from "./job_services.ts";
import { silentLog } from "./silent_log.ts";

export interface WorkerSettings {
  databaseUrl: string;
  redisUrl: string;
  concurrency: number;
  leaseSeconds: number;
  /** Between two ticks. */
  tickMs: number;
}

/** Payload of `test.effect`: works that long, then leaves one row. `test.poison` ends its process at once. */
export interface EffectPayload extends Record<string, unknown> {
  milliseconds: number;
}

/** What `test.effect` leaves behind, outside LEXIA's own tables. */
export const CREATE_EFFECTS = [
  "create table test_effects (job_id uuid not null, attempt integer not null)",
  "grant select, insert on test_effects to lexia_app",
];

export interface WorkerProcess {
  child: Deno.ChildProcess;
  /** Resolves when it takes jobs; false where it ended before. */
  ready: Promise<boolean>;
  kill(): Promise<void>;
}

export function startWorkerProcess(settings: WorkerSettings): WorkerProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--cached-only",
      import.meta.filename ?? "",
      JSON.stringify(settings),
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return { child, ready: says(child, "ready"), kill: () => killProcess(child) };
}

async function says(child: Deno.ChildProcess, word: string): Promise<boolean> {
  let text = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.includes(word)) return true;
  }
  return false;
}

async function killProcess(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
  await child.status;
}

const testTasks: TaskDefinitions = {
  "test.effect": {
    async run({ db, job, payload }) {
      await pause(Number(payload.milliseconds), undefined, { signal: job.signal });
      await db.tx(async (tx) => {
        await tx.execute(sql`insert into test_effects values (${job.id}, ${job.attempt})`);
        await job.complete(tx);
      });
    },
    bury: () => Promise.resolve(),
  },
  "test.poison": {
    run: () => Promise.resolve(Deno.kill(Deno.pid, "SIGKILL")),
    bury: () => Promise.resolve(),
  },
};

async function openServices({ databaseUrl, redisUrl, concurrency }: WorkerSettings) {
  const home = { databaseUrl, databaseCa: null, redisUrl, redisPassword: null };
  const deps = { log: silentLog, clock: systemClock };
  const drivers = await openServer(home, concurrency, { ...deps, metrics: silentMetrics });
  return { services: jobServices({ ...drivers, ...deps }), queue: drivers.queue, close: drivers.close };
}

async function main(settings: WorkerSettings): Promise<void> {
  const { services, queue, close } = await openServices(settings);
  const { concurrency, leaseSeconds, tickMs } = settings;
  const worker = new Worker({ services, queue, tasks: testTasks, concurrency, leaseSeconds });
  const loop = worker.loop({ pollMs: 50 });
  const timer = setInterval(() => {
    tick({ services, queue, tasks: testTasks, leaseSeconds }).catch(() => {});
  }, tickMs);
  Deno.addSignalListener("SIGTERM", async () => {
    clearInterval(timer);
    await worker.stop({ graceMs: 5_000 });
    await loop;
    await close();
    Deno.exit(0);
  });
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0] ?? ""));
