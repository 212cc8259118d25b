/** The statements that take jobs from the table and give them back. PostgreSQL's clock decides what is due. */
import { and, eq, inArray, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { announce, type Db, type PlatformDb } from "#db/tenant_db.ts";
import { TASKS } from "./contract.ts";
import { queueEntry } from "./queue.ts";
import { dueInTurns } from "./turns.ts";

export interface ClaimedJob {
  id: string;
  organizationId: string | null;
  task: string;
  payload: Record<string, unknown>;
  lane: number;
  attempts: number;
  maxAttempts: number;
  leaseToken: string;
  createdAt: Date;
}

/** The worker no longer holds the job: another one may have it. Nothing of this run may be kept. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** How long a claim holds without a heartbeat, where a worker is told nothing else: the contract's longest lease. */
export const LEASE_SECONDS = Math.max(...Object.values(TASKS).map((task) => task.leaseSeconds));

/** How often a job goes on at once when its worker died. From then on it may be the job that kills: see `schedule.ts`. */
export const FORGIVEN_LOSSES = 1;

const isOrphaned = and(
  eq(jobs.status, "running"),
  lte(jobs.leaseUntil, sql`now()`),
  lte(jobs.attempts, FORGIVEN_LOSSES),
  lt(jobs.attempts, jobs.maxAttempts),
);
const isClaimable = or(and(eq(jobs.status, "ready"), lte(jobs.runAt, sql`now()`)), isOrphaned);

/** Takes those of the named jobs that are due and free, each under a lease of its own. */
export async function claimJobs(
  db: PlatformDb,
  ids: readonly string[],
  leaseSeconds: number,
): Promise<ClaimedJob[]> {
  if (ids.length === 0) return [];
  return await claim(
    db,
    leaseSeconds,
    (tx) =>
      tx.select({ id: jobs.id }).from(jobs).where(and(inArray(jobs.id, [...ids]), isClaimable))
        .for("update", { skipLocked: true }).getSQL(),
  );
}

/**
 * Takes due jobs straight from the table, for when the dispatcher cannot be reached: first those of dead workers, then
 * in turns between tenants.
 */
export async function claimDueJobs(
  db: PlatformDb,
  count: number,
  leaseSeconds: number,
): Promise<ClaimedJob[]> {
  const orphaned = await claim(
    db,
    leaseSeconds,
    (tx) =>
      tx.select({ id: jobs.id }).from(jobs).where(isOrphaned).orderBy(jobs.leaseUntil)
        .limit(count).for("update", { skipLocked: true }).getSQL(),
  );
  const rest = count - orphaned.length;
  if (rest === 0) return orphaned;
  return [...orphaned, ...await claim(db, leaseSeconds, () => dueInTurns(rest, { lock: true }))];
}

async function claim(
  db: PlatformDb,
  leaseSeconds: number,
  candidates: (tx: Db) => SQL,
): Promise<ClaimedJob[]> {
  const rows = await db.one({ purpose: "jobs.claim" }, (one) =>
    one.update(jobs).set({
      status: "running",
      attempts: sql`${jobs.attempts} + 1`,
      leaseToken: sql`gen_random_uuid()`,
      leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds})`,
      // As an array the sub-select runs once, so that its limit and its locks hold.
    }).where(sql`${jobs.id} = any(array(${candidates(one)}))`).returning({
      id: jobs.id,
      organizationId: jobs.organizationId,
      task: jobs.task,
      payload: jobs.payload,
      lane: jobs.lane,
      attempts: jobs.attempts,
      maxAttempts: jobs.maxAttempts,
      leaseToken: jobs.leaseToken,
      createdAt: jobs.createdAt,
    }));
  return rows.flatMap((row) => row.leaseToken === null ? [] : [{ ...row, leaseToken: row.leaseToken }]);
}

/** Prolongs the leases that are still held; returns the ids of those jobs. */
export async function heartbeat(
  db: PlatformDb,
  held: readonly { id: string; leaseToken: string }[],
  leaseSeconds: number,
): Promise<Set<string>> {
  const rows = await db.one(
    { purpose: "jobs.heartbeat" },
    (one) =>
      one.update(jobs).set({ leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds})` })
        .where(and(
          inArray(jobs.leaseToken, held.map((job) => job.leaseToken)),
          inArray(jobs.id, held.map((job) => job.id)),
        )).returning({ id: jobs.id }),
  );
  return new Set(rows.map((row) => row.id));
}

type Held = Pick<ClaimedJob, "id" | "leaseToken">;

function isHeld(job: Held) {
  // A token is taken away with the lease, so it says that the job runs.
  return and(eq(jobs.id, job.id), eq(jobs.leaseToken, job.leaseToken));
}

/** @throws {LeaseLost} */
export async function holdJob(tx: Db, job: Held): Promise<void> {
  const rows = await tx.select({ id: jobs.id }).from(jobs).where(isHeld(job)).for("update");
  if (rows.length === 0) throw new LeaseLost(`Job ${job.id} is no longer held`);
}

/** @throws {LeaseLost} */
export async function completeJob(tx: Db, job: Held): Promise<void> {
  const rows = await tx.update(jobs)
    .set({ status: "done", leaseToken: null, leaseUntil: null, finishedAt: sql`now()` })
    .where(isHeld(job)).returning({ id: jobs.id });
  if (rows.length === 0) throw new LeaseLost(`Job ${job.id} is no longer held`);
}

/** Puts a job back for later. @throws {LeaseLost} */
export async function rescheduleJob(
  tx: Db,
  job: Held,
  again: { inSeconds: number; reason: string; counts: boolean },
): Promise<void> {
  const [row] = await tx.update(jobs).set({
    status: "ready",
    runAt: sql`now() + make_interval(secs => ${again.inSeconds})`,
    attempts: again.counts ? jobs.attempts : sql`${jobs.attempts} - 1`,
    leaseToken: null,
    leaseUntil: null,
    lastError: again.reason,
  }).where(isHeld(job)).returning({
    id: jobs.id,
    lane: jobs.lane,
    organizationId: jobs.organizationId,
    runAt: jobs.runAt,
  });
  if (!row) throw new LeaseLost(`Job ${job.id} is no longer held`);
  announce(tx, queueEntry(row));
}

/** Takes a job out of turn for good, with the reason. @throws {LeaseLost} */
export async function buryJob(tx: Db, job: Held, reason: string): Promise<void> {
  const rows = await tx.update(jobs)
    .set({ status: "buried", leaseToken: null, leaseUntil: null, lastError: reason, finishedAt: sql`now()` })
    .where(isHeld(job)).returning({ id: jobs.id });
  if (rows.length === 0) throw new LeaseLost(`Job ${job.id} is no longer held`);
}
