/**
 * A worker as a process of its own, which tests may kill: the real jobs room over the real server home, with tasks whose
 * effects can be counted. As the main module it is that process; imported, it starts one.
 */
import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { completeHeldJob, isHeld, lockHeldJob } from "#jobs/queue.ts";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "#domain/ports.ts";
import { openRoom } from "#jobs/room.ts";
import type { TaskDefinitions, TaskRun } from "#jobs/task_definition.ts";
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
  /** Between two looks at the dispatcher; 50 by default. */
  pollMs?: number;
}

/**
 * Payload of `test.effect`: works that long, then leaves one row. `test.call` first calls `url`, with the job's id as
 * `Idempotency-Key`, then does the same. `test.poison` ends its process at once.
 */
export interface EffectPayload extends Record<string, unknown> {
  milliseconds: number;
  url?: string;
}

/** What `test.effect` leaves behind, outside LEXIA's own tables. */
export const CREATE_EFFECTS = [
  "create table test_effects (job_id uuid not null, attempt integer not null)",
  "grant select, insert on test_effects to lexia_app",
];

/** As a process of LEXIA has where nothing else is configured. */
const POOL_SIZE = 10;

export interface WorkerProcess {
  child: Deno.ChildProcess;
  /** Resolves when it takes jobs; false where it ended before. */
  ready: Promise<boolean>;
  /** What its worker has warned of so far. */
  warnings: readonly string[];
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
  const warnings: string[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<boolean>();
  void readLines(child, (line) => line === READY ? resolve(true) : warnings.push(line)).then(() =>
    resolve(false)
  );
  return { child, ready, warnings, kill: () => killProcess(child) };
}

const READY = "ready";

/** To the end, so that it never waits for a reader. */
async function readLines(child: Deno.ChildProcess, onLine: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
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
  "test.effect": { run: leaveEffect, bury: () => Promise.resolve() },
  "test.call": {
    async run(run) {
      const headers = {
        "idempotency-key": run.job.id,
        "x-attempt": String(run.job.attempt),
        "x-worker": String(Deno.pid),
      };
      const response = await fetch(String(run.payload.url), { method: "POST", headers });
      await response.body?.cancel();
      await leaveEffect(run);
    },
    bury: () => Promise.resolve(),
  },
  "test.poison": {
    run: () => Promise.resolve(Deno.kill(Deno.pid, "SIGKILL")),
    bury: () => Promise.resolve(),
  },
};

/** It does not listen to its signal, so that a worker that lost the lease tries to commit all the same. */
/** As LEXIA's own tasks end: effect and end in one batch, nothing of it where the lease was lost. */
async function leaveEffect({ db, job, payload }: TaskRun): Promise<void> {
  const milliseconds = Number(payload.milliseconds);
  if (milliseconds > 0) await pause(milliseconds);
  const values = { ...job.lease, attempt: job.attempt };
  const [held] = await db.batch([lockHeldJob(values), insertEffect(values), completeHeldJob(values)]);
  if (held.length === 0) throw job.leaseLost();
}

const insertEffect = prepareSql<never>(
  (slot) =>
    sql`insert into test_effects select ${slot("jobId")}::uuid, ${slot("attempt")}::int where ${
      isHeld(slot)
    }`,
  {},
);

/** Says what the worker warns of on standard output; errors of the database and the store are part of the tests. */
const toldLog: Log = { ...silentLog, warn: say };

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function openServices({ databaseUrl, redisUrl, concurrency }: WorkerSettings) {
  const home = { databaseUrl, databaseCa: null, redisUrl, redisPassword: null, redisCa: null };
  const deps = { log: toldLog, clock: systemClock };
  const drivers = await openServer(home, Math.min(concurrency, POOL_SIZE), {
    ...deps,
    metrics: silentMetrics,
  });
  return { services: jobServices({ ...drivers, ...deps }), queue: drivers.queue, close: drivers.close };
}

async function main(settings: WorkerSettings): Promise<void> {
  const { services, queue, close } = await openServices(settings);
  const { concurrency, leaseSeconds, tickMs, pollMs = 50 } = settings;
  const { worker, tick } = openRoom({ services, queue, tasks: testTasks, concurrency, leaseSeconds });
  const loop = worker.loop({ pollMs });
  const beat = () => void tick().catch(() => {});
  beat();
  const timer = setInterval(beat, tickMs);
  Deno.addSignalListener("SIGTERM", async () => {
    clearInterval(timer);
    await worker.stop({ graceMs: 5_000 });
    await loop;
    await close();
    Deno.exit(0);
  });
  say(READY);
}

if (import.meta.main) await main(JSON.parse(Deno.args[0] ?? ""));
