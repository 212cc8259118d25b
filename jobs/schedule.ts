/** What happens each minute whether or not anybody asks: due watches, lost entries, dead workers, old rows. */
import { and, eq, inArray, isNotNull, lt, lte, sql } from "drizzle-orm";
import { idempotencyKeys } from "#db/schema/idempotency_keys.ts";
import { jobs } from "#db/schema/jobs.ts";
import { refreshTokens, sessions } from "#db/schema/sessions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { announce, type PlatformDb } from "#db/tenant_db.ts";
import type { Services } from "#domain/ctx.ts";
import { type DispatchQueue, type Lane, StoreUnavailable } from "#domain/ports.ts";
import { TASKS } from "./contract.ts";
import { queueEntry } from "./queue.ts";
import { buryForGood, type TaskDefinitions } from "./worker.ts";

export interface TickDeps {
  services: Services;
  queue: DispatchQueue;
  tasks: TaskDefinitions;
}

/** Rows that one tick handles of each kind, so that a backlog does not hold a connection. */
const BATCH = 2_000;
/** Jobs due this soon are told to the dispatcher; later ones wait in the table. */
const HORIZON_SECONDS = 90;
const WATCH_LANE: Lane = 2;

/**
 * Makes due watches into jobs, gives the jobs of dead workers back, and rebuilds the dispatcher from the table. Any
 * number of instances may tick at once: rows are locked, and pushing a known job changes nothing.
 */
export async function tick({ services, queue, tasks }: TickDeps): Promise<void> {
  await enqueueDueSolicitudes(services.platformDb);
  await buryWornOut(services, tasks);
  await redispatch(services, queue);
  await removeExpired(services.platformDb);
}

/** Each due solicitud becomes one watch job, and is pending from then on. */
async function enqueueDueSolicitudes(db: PlatformDb): Promise<void> {
  const task = "solicitud.execute";
  await db.tx({ purpose: "solicitudes.schedule" }, async (tx) => {
    const due = await tx.select({ id: solicitudes.id, organizationId: solicitudes.organizationId })
      .from(solicitudes)
      .where(and(
        isNotNull(solicitudes.nextRunAt),
        lte(solicitudes.nextRunAt, sql`now()`),
        inArray(solicitudes.status, ["completed", "failed"]),
      )).orderBy(solicitudes.nextRunAt).limit(BATCH).for("update", { skipLocked: true });
    if (due.length === 0) return;
    const rows = await tx.insert(jobs).values(due.map((solicitud) => ({
      organizationId: solicitud.organizationId,
      task,
      key: `${task}:${solicitud.id}`,
      payload: TASKS[task].payload.parse({ solicitudId: solicitud.id, trigger: "scheduled" }),
      lane: WATCH_LANE,
      maxAttempts: TASKS[task].maxAttempts,
    }))).onConflictDoNothing().returning(ENTRY);
    await tx.update(solicitudes).set({ status: "pending", nextRunAt: null, updatedAt: sql`now()` })
      .where(inArray(solicitudes.id, due.map((solicitud) => solicitud.id)));
    for (const row of rows) announce(tx, queueEntry(row));
  });
}

const ENTRY = {
  id: jobs.id,
  lane: jobs.lane,
  organizationId: jobs.organizationId,
  runAt: jobs.runAt,
};

/** Jobs whose worker died on their last attempt would never be claimed again: they are buried instead. */
async function buryWornOut(services: Services, tasks: TaskDefinitions): Promise<void> {
  const worn = await services.platformDb.one({ purpose: "jobs.sweep" }, (one) =>
    one.update(jobs).set({ leaseToken: sql`gen_random_uuid()`, leaseUntil: sql`now() + interval '1 minute'` })
      .where(and(
        eq(jobs.status, "running"),
        lte(jobs.leaseUntil, sql`now()`),
        sql`${jobs.attempts} >= ${jobs.maxAttempts}`,
      )).returning());
  for (const job of worn) {
    if (job.leaseToken === null) continue;
    await buryForGood(services.platformDb, tasks, { ...job, leaseToken: job.leaseToken }, "workers_lost");
    services.metrics.increment("jobs_buried_total", { task: job.task });
    services.log.error("Job buried: its workers died each time", { job_id: job.id, task: job.task });
  }
}

/** Tells the dispatcher again of what is due soon, and of jobs whose lease has run out. */
async function redispatch(services: Services, queue: DispatchQueue): Promise<void> {
  const ready = await services.platformDb.one({ purpose: "jobs.redispatch" }, (one) =>
    one.select(ENTRY).from(jobs).where(sql`
        ${jobs.status} = 'ready' and ${jobs.runAt} <= now() + make_interval(secs => ${HORIZON_SECONDS})
      `).orderBy(jobs.lane, jobs.runAt, jobs.id).limit(BATCH));
  const abandoned = await services.platformDb.one({ purpose: "jobs.redispatch" }, (one) =>
    one.select({ ...ENTRY, runAt: jobs.createdAt }).from(jobs)
      .where(and(eq(jobs.status, "running"), lte(jobs.leaseUntil, sql`now()`))).limit(BATCH));
  services.metrics.set("jobs_waiting", ready.length);
  try {
    await queue.push([...ready, ...abandoned].map(queueEntry));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}

async function removeExpired(db: PlatformDb): Promise<void> {
  await db.tx({ purpose: "rows.expire" }, async (tx) => {
    await tx.delete(jobs).where(and(eq(jobs.status, "done"), lt(jobs.finishedAt, sql`now() - interval '7 days'`)));
    await tx.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - interval '24 hours'`));
    await tx.delete(refreshTokens).where(lt(refreshTokens.expiresAt, sql`now()`));
    await tx.delete(sessions).where(lt(sessions.expiresAt, sql`now() - interval '30 days'`));
  });
}
