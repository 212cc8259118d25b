import type { RunningJob } from "#domain/ctx.ts";
import { type ClaimedJob, completeJob, holdJob, LeaseLost, rescheduleJob } from "./claims.ts";
import { asLane } from "./queue.ts";

/** A claimed job as its task gets it; `signal` aborts when the lease is lost or the worker stops. */
export function runningJob(claimed: ClaimedJob, signal: AbortSignal): RunningJob {
  return {
    id: claimed.id,
    lane: asLane(claimed.lane),
    attempt: claimed.attempts,
    maxAttempts: claimed.maxAttempts,
    signal,
    lease: { jobId: claimed.id, leaseToken: claimed.leaseToken },
    leaseLost: () => new LeaseLost(`Job ${claimed.id} is no longer held`),
    hold: (tx) => holdJob(tx, claimed),
    complete: (tx) => completeJob(tx, claimed),
    reschedule: (tx, again) => rescheduleJob(tx, claimed, again),
  };
}
