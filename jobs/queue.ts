/** The transactional outbox: the one way to ask for work. */
import { and, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepare } from "#db/prepared.ts";
import { jobs } from "#db/schema/jobs.ts";
import { announce, type Db } from "#db/tenant_db.ts";
import type { Lane, QueueEntry } from "#domain/ports.ts";
import { type TaskName, type TaskPayload, TASKS } from "./contract.ts";

export interface EnqueueOptions {
  /** While an unfinished job of the organization has this key, no second one is made. */
  key?: string;
  lane?: Lane;
  delaySeconds?: number;
  /** Whose job it is, where the transaction stands in no organization. */
  organizationId?: string;
}

/**
 * Writes a job in the caller's transaction; the dispatcher hears of it once that is committed. Returns its id, or
 * null where an unfinished job has the same key.
 */
export async function enqueue<N extends TaskName>(
  tx: Db,
  task: N,
  payload: TaskPayload<N>,
  options: EnqueueOptions = {},
): Promise<string | null> {
  const contract = TASKS[task];
  const delaySeconds = options.delaySeconds ?? 0;
  const [row] = await tx.insert(jobs).values({
    ...(options.organizationId === undefined ? {} : { organizationId: options.organizationId }),
    task,
    key: options.key ?? null,
    payload: contract.payload.parse(payload),
    lane: options.lane ?? contract.lane,
    maxAttempts: contract.maxAttempts,
    runAt: sql`now() + make_interval(secs => ${delaySeconds})`,
  }).onConflictDoNothing().returning({
    id: jobs.id,
    lane: jobs.lane,
    organizationId: jobs.organizationId,
    runAt: jobs.runAt,
  });
  if (!row) return null;
  announce(tx, queueEntry(row));
  return row.id;
}

/** One of many jobs, with the organization whose it is. */
export interface ManyJobs<N extends TaskName> {
  organizationId: string;
  key: string;
  payload: TaskPayload<N>;
  /** Now, by the database's clock, where absent. */
  runAt?: Date;
}

/** As `enqueue` for each of them, in a transaction that stands in no organization. */
export async function enqueueMany<N extends TaskName>(
  tx: Db,
  task: N,
  many: readonly ManyJobs<N>[],
  options: { lane?: Lane } = {},
): Promise<void> {
  if (many.length === 0) return;
  const { payload, lane, maxAttempts } = TASKS[task];
  const rows = await tx.insert(jobs).values(many.map((one) => ({
    organizationId: one.organizationId,
    task,
    key: one.key,
    payload: payload.parse(one.payload),
    lane: options.lane ?? lane,
    maxAttempts,
    runAt: one.runAt ?? sql`now()`,
  }))).onConflictDoNothing().returning({
    id: jobs.id,
    lane: jobs.lane,
    organizationId: jobs.organizationId,
    runAt: jobs.runAt,
  });
  for (const row of rows) announce(tx, queueEntry(row));
}

/**
 * The part of a larger statement that writes a job for each row of `from`; `payload` and `key` are expressions over
 * that row, `payload` of what the task's contract wants. Its rows are what `queueEntry` takes: the statement's query
 * must announce them.
 */
export function insertJobs<N extends TaskName>(
  task: N,
  { from, key, payload, lane = TASKS[task].lane }: { from: SQL; key: SQL; payload: SQL; lane?: Lane },
): SQL {
  const { maxAttempts } = TASKS[task];
  return sql`insert into jobs (task, key, payload, lane, max_attempts)
    select ${sql.raw(`'${task}'`)}, ${key}, ${payload}, ${sql.raw(`${lane}, ${maxAttempts}`)} from ${from}
    on conflict do nothing returning id, lane, organization_id, run_at`;
}

/** What names a running job and proves that its lease is held: goes with the statements below. */
export interface JobLease extends Readonly<Record<string, unknown>> {
  jobId: string;
  leaseToken: string;
}

/** Of one's own job: locks its row for the transaction; no row where the lease was lost. */
export const lockHeldJob = prepare<{ id: string }>((db, slot) =>
  db.select({ id: jobs.id }).from(jobs).where(heldBy(slot)).for("update")
);

/** Ends it; no row where the lease was lost. */
export const completeHeldJob = prepare<{ id: string }>((db, slot) =>
  db.update(jobs).set({ status: "done", leaseToken: null, leaseUntil: null, finishedAt: sql`now()` })
    .where(heldBy(slot)).returning({ id: jobs.id })
);

/** The condition of whatever a job does between these two in a batch: where the lease was lost, it does nothing. */
export function isHeld(slot: (name: string) => Placeholder): SQL {
  return sql`exists (select 1 from ${jobs} where ${heldBy(slot)})`;
}

function heldBy(slot: (name: string) => Placeholder): SQL | undefined {
  // A token is taken away with the lease, so it says that the job runs. The status beside it would lead the planner to
  // the index of running jobs, whose dead entries cost more than the row.
  return and(eq(jobs.id, slot("jobId")), eq(jobs.leaseToken, slot("leaseToken")));
}

/** A job's row as the dispatcher knows it. */
export function queueEntry(
  row: { id: string; lane: number; organizationId: string | null; runAt: Date },
): QueueEntry {
  return {
    jobId: row.id,
    lane: asLane(row.lane),
    tenant: row.organizationId ?? "platform",
    dueAt: row.runAt.getTime(),
  };
}

export function asLane(lane: number): Lane {
  return lane <= 0 ? 0 : lane === 1 ? 1 : 2;
}
