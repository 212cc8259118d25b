/**
 * Takes jobs in the dispatcher's order, claims them in the table, runs them and keeps their leases alive. The same
 * `drain` serves the loop of a server, the edge's cron and responses, and tests.
 */
import type { TenantDb } from "#db/tenant_db.ts";
import type { Services } from "#domain/ctx.ts";
import { type DispatchQueue, StoreUnavailable } from "#domain/ports.ts";
import { buryForGood } from "./bury.ts";
import {
  claimDueJobs,
  type ClaimedJob,
  claimJobs,
  heartbeat,
  LEASE_SECONDS,
  LeaseLost,
  rescheduleJob,
} from "./claims.ts";
import {
  mayBeForNewer,
  PUT_BACK_SECONDS,
  type Strangeness,
  strangenessOf,
  UnknownTask,
} from "./other_release.ts";
import { retryDelaySeconds } from "./retry.ts";
import { runningJob } from "./running_job.ts";
import type { TaskDefinitions } from "./task_definition.ts";

export interface WorkerOptions {
  services: Services;
  queue: DispatchQueue;
  tasks: TaskDefinitions;
  /** Jobs at the same time. */
  concurrency: number;
  /** Asked when the dispatcher has run dry: tells it of more, and whether it did. */
  refill?: () => Promise<boolean>;
  /** How long a claim holds without a heartbeat, of which there are three in that time; the contract's by default. */
  leaseSeconds?: number;
}

/** How often a worker with free hands looks for more while others of its jobs run. */
const RECHECK_MS = 250;
/** With so many jobs at once those that end within a few milliseconds are replaced together. */
const MANY_HANDS = 8;
const GATHER_MS = 3;
/** How long a job that was told to give up may take to do so. */
const GIVE_UP_MS = 3_000;

interface Running {
  claimed: ClaimedJob;
  abort: AbortController;
  done: Promise<void>;
}

export class Worker {
  readonly #options: WorkerOptions;
  readonly #leaseSeconds: number;
  readonly #running = new Map<string, Running>();
  readonly #drains = new Set<Promise<number>>();
  readonly #over = Promise.withResolvers<void>();
  #isStopping = false;
  #isWoken = false;
  #isBeating = false;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #endPause: () => void = () => {};

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#leaseSeconds = options.leaseSeconds ?? LEASE_SECONDS;
  }

  /** How many jobs are under way here. */
  get jobsRunning(): number {
    return this.#running.size;
  }

  /**
   * Runs jobs until none is due, the instant `until` (milliseconds since the epoch) has come, or `stop` was called;
   * then waits for those begun. Returns how many were run.
   */
  async drain({ until }: { until: number }): Promise<number> {
    const drain = this.#drain(until);
    this.#drains.add(drain);
    try {
      return await drain;
    } finally {
      this.#drains.delete(drain);
    }
  }

  async #drain(until: number): Promise<number> {
    const { services, concurrency } = this.#options;
    let count = 0;
    while (!this.#isStopping && services.clock.now() < until) {
      this.#isWoken = false;
      const { claimed, isDry } = await this.#claim(concurrency - this.#running.size);
      if (this.#isStopping) {
        await Promise.all(claimed.map((job) => this.#giveBack(job)));
        break;
      }
      for (const job of claimed) this.#begin(job);
      count += claimed.length;
      if (this.#running.size >= concurrency) await this.#freeHands();
      else if (!isDry || this.#isWoken) continue;
      else if (this.#running.size === 0) break;
      else await this.#pause(RECHECK_MS, this.#nextToFinish());
    }
    await Promise.race([this.#settled(), this.#over.promise]);
    return count;
  }

  /**
   * Drains again and again until `stop`, looking for work at least every `pollMs` and at once when woken. A database
   * that is away for a while does not end it.
   */
  async loop({ pollMs }: { pollMs: number }): Promise<void> {
    const { services } = this.#options;
    while (!this.#isStopping) {
      try {
        await this.drain({ until: Infinity });
      } catch (error) {
        services.log.error("Cannot take jobs: trying again", { error });
        this.#isWoken = false;
      }
      if (!this.#isStopping) await this.#pause(pollMs);
    }
  }

  /** Says that there is work: one that waits looks at once, and one that is just looking looks again. */
  wake(): void {
    this.#isWoken = true;
    this.#endPause();
  }

  /**
   * Takes no more jobs, gives those under way that long to finish, then tells them to give up: those go back as if
   * they had not been begun.
   */
  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.#isStopping = true;
    this.wake();
    await this.#finished(graceMs);
    for (const { abort } of this.#running.values()) abort.abort(new WorkerStops("The worker stops"));
    if (!await this.#finished(GIVE_UP_MS)) {
      this.#options.services.log.warn("Jobs did not give up: they run again when their leases end", {
        jobs: this.#running.size,
      });
    }
    this.#stopHeartbeat();
    this.#over.resolve();
  }

  /** Whether everything that was under way has ended within that time. */
  async #finished(milliseconds: number): Promise<boolean> {
    const ends = Promise.allSettled([...this.#drains, this.#settled()]).then(() => true);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<boolean>((resolve) => timer = setTimeout(resolve, milliseconds, false));
    const isFinished = await Promise.race([ends, patience]);
    clearTimeout(timer);
    return isFinished;
  }

  /** `isDry`: there was nothing to try, so looking again at once is of no use. */
  async #claim(count: number): Promise<{ claimed: ClaimedJob[]; isDry: boolean }> {
    const { queue, services, refill } = this.#options;
    try {
      let ids = await queue.take(count);
      if (ids.length === 0 && await refill?.()) ids = await queue.take(count);
      const claimed = await claimJobs(services.platformDb, ids, this.#leaseSeconds);
      return {
        claimed: ids.flatMap((id) => claimed.filter((job) => job.id === id)),
        isDry: ids.length === 0,
      };
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const claimed = await claimDueJobs(services.platformDb, count, this.#leaseSeconds);
      return { claimed, isDry: claimed.length === 0 };
    }
  }

  /** Waits that long, or until woken or `sooner`. */
  async #pause(milliseconds: number, sooner?: Promise<void>): Promise<void> {
    if (this.#isWoken) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = new Promise<void>((resolve) => {
      this.#endPause = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    await (sooner ? Promise.race([end, sooner]) : end);
    clearTimeout(timer);
  }

  /** Waits for the next to finish and, with many hands, a moment for others: a claim costs the same for several jobs. */
  async #freeHands(): Promise<void> {
    await this.#nextToFinish();
    if (this.#options.concurrency < MANY_HANDS) return;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  }

  async #nextToFinish(): Promise<void> {
    await Promise.race([...this.#running.values()].map((running) => running.done));
  }

  async #settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => running.done));
  }

  #begin(claimed: ClaimedJob): void {
    const abort = new AbortController();
    const done = this.#run(claimed, abort.signal).finally(() => {
      this.#running.delete(claimed.leaseToken);
      if (this.#running.size === 0) this.#stopHeartbeat();
    });
    this.#running.set(claimed.leaseToken, { claimed, abort, done });
    this.#heartbeat ??= setInterval(() => void this.#beat(), this.#leaseSeconds * 1000 / 3);
  }

  async #run(claimed: ClaimedJob, signal: AbortSignal): Promise<void> {
    const { services, tasks } = this.#options;
    const startedAt = services.clock.now();
    const task = tasks[claimed.task];
    const organizationId = claimed.organizationId;
    let outcome = "done";
    try {
      const run = { services, job: runningJob(claimed, signal), payload: claimed.payload };
      if (task && organizationId !== null) {
        await task.run({ ...run, organizationId, db: services.tenantDb(organizationId) });
      } else if (task?.runForPlatform) {
        await task.runForPlatform({ ...run, db: platformRows(services, `jobs.${claimed.task}`) });
      } else throw new UnknownTask(claimed.task);
    } catch (error) {
      // What a run throws after it was told to end says nothing about the job.
      outcome = await this.#fail(claimed, signal.aborted ? signal.reason : error);
    }
    services.metrics.increment("jobs_completed_total", { task: claimed.task, outcome });
    services.metrics.observe("job_duration_seconds", (services.clock.now() - startedAt) / 1000, {
      task: claimed.task,
    });
  }

  /** Decides what becomes of a job whose run threw; never throws itself: the lease runs out in the worst case. */
  async #fail(claimed: ClaimedJob, error: unknown): Promise<string> {
    if (error instanceof WorkerStops) return await this.#giveBack(claimed);
    if (error instanceof LeaseLost) return this.#noteLostLease(claimed);
    const { services, tasks } = this.#options;
    const about = { job_id: claimed.id, task: claimed.task, attempt: claimed.attempts, error };
    const strangeness = strangenessOf(claimed, error);
    if (strangeness && mayBeForNewer(claimed, services.clock.now())) {
      return await this.#giveBack(claimed, strangeness);
    }
    const reason = strangeness ?? (error instanceof Error ? error.name : "unknown");
    const isLast = claimed.attempts >= claimed.maxAttempts || strangeness !== null;
    try {
      if (isLast) await buryForGood(services, tasks, claimed, reason);
      else {
        const inSeconds = retryDelaySeconds(claimed.attempts);
        await services.platformDb.tx(
          { purpose: "jobs.retry" },
          (tx) => rescheduleJob(tx, claimed, { inSeconds, reason, counts: true }),
        );
      }
    } catch (failure) {
      if (failure instanceof LeaseLost) return this.#noteLostLease(claimed);
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

  #noteLostLease({ id, task, attempts }: ClaimedJob): string {
    const { services } = this.#options;
    services.metrics.increment("jobs_lease_lost_total", { task });
    services.log.warn("Job lost its lease: its effects were rolled back", {
      job_id: id,
      task,
      attempt: attempts,
    });
    return "lease_lost";
  }

  /** Puts back a job that this worker has no time for or does not know; the attempt does not count. */
  async #giveBack(
    claimed: ClaimedJob,
    why: "worker_stopped" | Strangeness = "worker_stopped",
  ): Promise<string> {
    const { services } = this.#options;
    const about = { job_id: claimed.id, task: claimed.task, attempt: claimed.attempts, reason: why };
    const inSeconds = why === "worker_stopped" ? 0 : PUT_BACK_SECONDS;
    try {
      await services.platformDb.tx(
        { purpose: "jobs.give_back" },
        (tx) => rescheduleJob(tx, claimed, { inSeconds, reason: why, counts: false }),
      );
      if (why === "worker_stopped") services.log.info("Job given back: the worker stops", about);
      else services.log.warn("Job of another release put back: a newer worker may know it", about);
      return "given_back";
    } catch (error) {
      services.log.warn("Cannot give a job back: it runs again when its lease ends", { ...about, error });
      return "unrecorded";
    }
  }

  #stopHeartbeat(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    const { services } = this.#options;
    const held = [...this.#running.values()];
    try {
      const alive = await heartbeat(
        services.platformDb,
        held.map(({ claimed }) => claimed),
        this.#leaseSeconds,
      );
      for (const { claimed, abort } of held) {
        if (!alive.has(claimed.id)) abort.abort(new LeaseLost(`Job ${claimed.id} is no longer held`));
      }
    } catch (error) {
      services.log.warn("Cannot prolong the leases of running jobs", { error });
    } finally {
      this.#isBeating = false;
    }
  }
}

/** The process ends before the job does. */
class WorkerStops extends Error {
  override name = "WorkerStops";
}

/** The handle of a job that stands in no organization. */
function platformRows({ platformDb }: Services, purpose: string): TenantDb {
  return {
    tx: (work) => platformDb.tx({ purpose }, work),
    one: (build) => platformDb.one({ purpose }, build),
    batch: (queries) => platformDb.batch({ purpose }, queries),
  };
}
