/**
 * Takes jobs in the dispatcher's order, claims them in the table, runs them and keeps their leases alive. The same
 * `drain` serves the loop of a server, the edge's cron and responses, and tests.
 */
import type { Db, PlatformDb, TenantDb } from "#db/tenant_db.ts";
import type { RunningJob, Services } from "#domain/ctx.ts";
import { type DispatchQueue, StoreUnavailable } from "#domain/ports.ts";
import {
  buryJob,
  claimDueJobs,
  type ClaimedJob,
  claimJobs,
  completeJob,
  heartbeat,
  holdJob,
  LeaseLost,
  leaseSeconds,
  rescheduleJob,
} from "./claims.ts";
import { asLane } from "./queue.ts";
import { retryDelaySeconds } from "./retry.ts";

/** What is known of a job while it runs. */
export interface TaskRun {
  services: Services;
  organizationId: string;
  db: TenantDb;
  job: RunningJob;
  payload: Record<string, unknown>;
}

export interface TaskDefinition {
  /** Must end by `job.complete` or `job.reschedule` inside the transaction of its effects. */
  run(run: TaskRun): Promise<void>;
  /** Puts right what a job that will never finish left behind, in the transaction that buries it. */
  bury(tx: Db, payload: Record<string, unknown>, organizationId: string, reason: string): Promise<void>;
}

export type TaskDefinitions = Readonly<Record<string, TaskDefinition>>;

export interface WorkerOptions {
  services: Services;
  queue: DispatchQueue;
  tasks: TaskDefinitions;
  /** Jobs at the same time. */
  concurrency: number;
}

/** How often a worker with free hands looks for more while others of its jobs run. */
const RECHECK_MS = 250;

interface Running {
  claimed: ClaimedJob;
  abort: AbortController;
  done: Promise<void>;
}

export class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Map<string, Running>();
  #stopping = false;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #wake: () => void = () => {};

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /**
   * Runs jobs until none is due, the instant `until` (milliseconds since the epoch) has come, or `stop` was called;
   * then waits for those begun. Returns how many were run.
   */
  async drain({ until }: { until: number }): Promise<number> {
    const { services, concurrency } = this.#options;
    let count = 0;
    while (!this.#stopping && services.clock.now() < until) {
      const free = concurrency - this.#running.size;
      const claimed = free > 0 ? await this.#claim(free) : [];
      for (const job of claimed) this.#begin(job);
      count += claimed.length;
      if (claimed.length === 0 && this.#running.size === 0) break;
      if (this.#running.size >= concurrency) await this.#nextToFinish();
      else if (claimed.length === 0) await Promise.race([this.#nextToFinish(), this.#woken(RECHECK_MS)]);
    }
    await this.#settle();
    return count;
  }

  /**
   * Drains again and again until `stop`, looking for work at least every `pollMs` and at once when woken. A database
   * that is away for a while does not end it.
   */
  async loop({ pollMs }: { pollMs: number }): Promise<void> {
    const { services } = this.#options;
    while (!this.#stopping) {
      try {
        await this.drain({ until: Infinity });
      } catch (error) {
        services.log.error("Cannot take jobs: trying again", { error });
      }
      if (!this.#stopping) await this.#woken(pollMs);
    }
  }

  /** Says that there is work: a loop that waits looks at once. */
  wake(): void {
    this.#wake();
  }

  /** Takes no more jobs, gives those under way that long to finish, then tells them to give up. */
  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.#stopping = true;
    this.wake();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, graceMs));
    await Promise.race([this.#settle(), patience]);
    clearTimeout(timer);
    for (const { abort } of this.#running.values()) abort.abort(new LeaseLost("The worker stops"));
    await this.#settle();
  }

  async #claim(count: number): Promise<ClaimedJob[]> {
    const { queue, services } = this.#options;
    try {
      const ids = await queue.take(count);
      const claimed = await claimJobs(services.platformDb, ids);
      return ids.flatMap((id) => claimed.filter((job) => job.id === id));
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return await claimDueJobs(services.platformDb, count);
    }
  }

  /** Resolves when woken, or after that many milliseconds. */
  async #woken(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }

  async #nextToFinish(): Promise<void> {
    await Promise.race([...this.#running.values()].map((running) => running.done));
  }

  async #settle(): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => running.done));
  }

  #begin(claimed: ClaimedJob): void {
    const abort = new AbortController();
    const done = this.#run(claimed, abort.signal).finally(() => {
      this.#running.delete(claimed.leaseToken);
      if (this.#running.size === 0) this.#stopHeartbeat();
    });
    this.#running.set(claimed.leaseToken, { claimed, abort, done });
    this.#startHeartbeat();
  }

  async #run(claimed: ClaimedJob, signal: AbortSignal): Promise<void> {
    const { services, tasks } = this.#options;
    const startedAt = services.clock.now();
    const task = tasks[claimed.task];
    const organizationId = claimed.organizationId;
    let outcome = "done";
    try {
      if (!task || organizationId === null) throw new UnknownTask(claimed.task);
      if (claimed.attempts > claimed.maxAttempts) throw new WornOut();
      await task.run({
        services,
        organizationId,
        db: services.tenantDb(organizationId),
        job: runningJob(claimed, signal),
        payload: claimed.payload,
      });
    } catch (error) {
      outcome = await this.#fail(claimed, error);
    }
    services.metrics.increment("jobs_completed_total", { task: claimed.task, outcome });
    services.metrics.observe("job_duration_seconds", (services.clock.now() - startedAt) / 1000, {
      task: claimed.task,
    });
  }

  /** Decides what becomes of a job whose run threw; never throws itself: the lease runs out in the worst case. */
  async #fail(claimed: ClaimedJob, error: unknown): Promise<string> {
    const { services } = this.#options;
    const about = { job_id: claimed.id, task: claimed.task, attempt: claimed.attempts, error };
    if (error instanceof LeaseLost) {
      services.metrics.increment("jobs_lease_lost_total", { task: claimed.task });
      services.log.warn("Job lost its lease: its effects were rolled back", about);
      return "lease_lost";
    }
    const reason = error instanceof Error ? error.name : "unknown";
    const isLast = claimed.attempts >= claimed.maxAttempts || error instanceof UnknownTask;
    try {
      if (isLast) await buryForGood(services.platformDb, this.#options.tasks, claimed, reason);
      else {
        await services.platformDb.tx({ purpose: "jobs.retry" }, (tx) =>
          rescheduleJob(tx, claimed, {
            inSeconds: retryDelaySeconds(claimed.attempts),
            reason,
            counts: true,
          }));
      }
    } catch (failure) {
      services.log.error("Cannot record a failed job: it runs again when its lease ends", {
        ...about,
        failure,
      });
      return "unrecorded";
    }
    services.metrics.increment(isLast ? "jobs_buried_total" : "jobs_retried_total", { task: claimed.task });
    services.log.error(isLast ? "Job buried" : "Job failed: it will be tried again", about);
    return isLast ? "buried" : "retried";
  }

  #startHeartbeat(): void {
    this.#heartbeat ??= setInterval(() => void this.#beat(), leaseSeconds * 1000 / 3);
  }

  #stopHeartbeat(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  async #beat(): Promise<void> {
    const { services } = this.#options;
    const held = [...this.#running.values()];
    try {
      const alive = await heartbeat(services.platformDb, held.map((running) => running.claimed));
      for (const { claimed, abort } of held) {
        if (!alive.has(claimed.id)) abort.abort(new LeaseLost(`Job ${claimed.id} is no longer held`));
      }
    } catch (error) {
      services.log.warn("Cannot prolong the leases of running jobs", { error });
    }
  }
}

/** Buries a job and lets its task put right what it left, as one step. */
export async function buryForGood(
  db: PlatformDb,
  tasks: TaskDefinitions,
  claimed: ClaimedJob,
  reason: string,
): Promise<void> {
  await db.tx({ purpose: "jobs.bury" }, async (tx) => {
    await buryJob(tx, claimed, reason);
    const task = tasks[claimed.task];
    if (task && claimed.organizationId) await task.bury(tx, claimed.payload, claimed.organizationId, reason);
  });
}

function runningJob(claimed: ClaimedJob, signal: AbortSignal): RunningJob {
  return {
    id: claimed.id,
    lane: asLane(claimed.lane),
    attempt: claimed.attempts,
    maxAttempts: claimed.maxAttempts,
    signal,
    hold: (tx) => holdJob(tx, claimed),
    complete: (tx) => completeJob(tx, claimed),
    reschedule: (tx, again) => rescheduleJob(tx, claimed, again),
  };
}

/** A job of a release that this one does not know. */
class UnknownTask extends Error {
  override name = "unknown_task";
}

/** Its workers died each time: it would go on killing them. */
class WornOut extends Error {
  override name = "workers_lost";
}
