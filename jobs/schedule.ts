/** What happens by the clock, whether or not anybody asks: due watches, lost entries, dead workers, old rows. */
import { and, eq, gt, gte, lt, lte, sql } from "drizzle-orm";
import { idempotencyKeys } from "#db/schema/idempotency_keys.ts";
import { invitations } from "#db/schema/invitations.ts";
import { jobs } from "#db/schema/jobs.ts";
import { usedAssertions } from "#db/schema/identity_providers.ts";
import { oneTimeTokens } from "#db/schema/one_time_tokens.ts";
import { refreshTokens, sessions } from "#db/schema/sessions.ts";
import type { PlatformDb } from "#db/tenant_db.ts";
import { countFigures } from "#domain/analytics/count_figures.ts";
import { completeUploads } from "#domain/bulk/complete_uploads.ts";
import type { Services } from "#domain/ctx.ts";
import { type DispatchQueue, StoreUnavailable } from "#domain/ports.ts";
import { enqueueDueReports } from "#domain/reports/enqueue_due_reports.ts";
import { enqueueDueDigests } from "#domain/notifications/enqueue_due_digests.ts";
import { removeOldNotifications } from "#domain/notifications/remove_old.ts";
import { warnOfQuotas } from "#domain/watching/warn_of_quotas.ts";
import { enqueueDueWatches, releaseHeldWatches } from "#domain/watching/enqueue_due.ts";
import { buryForGood } from "./bury.ts";
import { FORGIVEN_LOSSES, LEASE_SECONDS } from "./claims.ts";
import { enqueueDueDespachos } from "./due_despachos.ts";
import { enqueueDueDirectories } from "./due_directories.ts";
import { enqueueDomainChecks } from "./domain_checks.ts";
import { enqueueDueWebhooks, removeOldWebhooks } from "./due_webhooks.ts";
import { queueEntry } from "./queue.ts";
import { dueInTurns } from "./turns.ts";
import type { TaskDefinitions } from "./task_definition.ts";

export interface TickDeps {
  services: Services;
  queue: DispatchQueue;
  tasks: TaskDefinitions;
  /** As the workers have it. */
  leaseSeconds?: number;
}

/** Rows that one tick handles of each kind, so that a backlog does not hold a connection. */
const BATCH = 2_000;
/** Jobs due this soon are told to the dispatcher; later ones wait in the table. */
const HORIZON_SECONDS = 90;

/**
 * Makes due watches into jobs, gives the jobs of dead workers back, and rebuilds the dispatcher from the table. Any
 * number of instances may tick at once: rows are locked, and pushing a known job changes nothing.
 * Returns whether the table holds more due jobs than the dispatcher was told of.
 * @throws {AggregateError} when some of this failed; the rest has been done.
 */
export async function tick(deps: TickDeps): Promise<boolean> {
  const { services } = deps;
  const failures: unknown[] = [];
  let isBehind = false;
  const steps = [
    () => enqueueDueWatches(services),
    () => releaseHeldWatches(services),
    () => warnOfQuotas(services),
    () => enqueueDueDigests(services),
    () => enqueueDueDirectories(services.platformDb),
    () => enqueueDueDespachos(services.platformDb),
    () => enqueueDomainChecks(services.platformDb),
    () => enqueueDueWebhooks(services.platformDb),
    () => completeUploads(services),
    () => enqueueDueReports(services),
    () => countFigures(services),
    () => buryWornOut(deps),
    () => spreadRepeatedLosses(deps),
    async () => void (isBehind = await redispatch(deps)),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} of ${steps.length} steps failed`);
  }
  services.metrics.set("jobs_ticked_timestamp_seconds", services.clock.now() / 1_000);
  return isBehind;
}

const ENTRY = {
  id: jobs.id,
  lane: jobs.lane,
  organizationId: jobs.organizationId,
  runAt: jobs.runAt,
};

/** Jobs whose worker died on their last attempt would never be claimed again: they are buried instead. */
async function buryWornOut({ services, tasks }: TickDeps): Promise<void> {
  const worn = await services.platformDb.one(
    { purpose: "jobs.sweep" },
    (one) =>
      one.update(jobs).set({
        leaseToken: sql`gen_random_uuid()`,
        leaseUntil: sql`now() + interval '1 minute'`,
      })
        .where(and(isAbandoned, gte(jobs.attempts, jobs.maxAttempts))).returning(),
  );
  for (const { leaseToken, ...job } of worn) {
    if (leaseToken === null) continue;
    const about = { job_id: job.id, task: job.task };
    try {
      await buryForGood(services, tasks, { ...job, leaseToken }, "workers_lost");
      services.metrics.increment("jobs_buried_total", { task: job.task });
      services.log.error("Job buried: its workers died each time", about);
    } catch (error) {
      services.log.error("Cannot bury a job: the tick after its lease tries again", { ...about, error });
    }
  }
}

// As literals, so that any plan can use the indexes that hold jobs of one status only.
const isReady = sql`${jobs.status} = 'ready'`;
const isRunning = sql`${jobs.status} = 'running'`;
const isAbandoned = and(isRunning, lte(jobs.leaseUntil, sql`now()`));

/**
 * Of jobs that lose worker after worker, one may be what kills them. They come back one by one, within a lease and
 * twice as long with each further loss, so that it does not take the same others with it each time.
 */
async function spreadRepeatedLosses({ services, leaseSeconds = LEASE_SECONDS }: TickDeps): Promise<void> {
  const most = sql`${leaseSeconds}::float8 * power(2, ${jobs.attempts} - ${FORGIVEN_LOSSES + 1})`;
  await services.platformDb.one({ purpose: "jobs.sweep" }, (one) =>
    one.update(jobs).set({
      status: "ready",
      runAt: sql`now() + make_interval(secs => random() * ${most})`,
      leaseToken: null,
      leaseUntil: null,
      lastError: "worker_lost",
    }).where(and(isAbandoned, gt(jobs.attempts, FORGIVEN_LOSSES), lt(jobs.attempts, jobs.maxAttempts))));
}

/**
 * Tells the dispatcher again of what is due soon. A job that runs is due when its lease ends, which only happens to
 * those of a dead worker: so somebody looks at it at that very moment, and not only with the next tick.
 * Returns whether more is due than this. Then it tells of the first ones of each tenant as well, so that nobody waits
 * behind the thousands of another.
 */
export async function redispatch(
  { services, queue }: Pick<TickDeps, "services" | "queue">,
): Promise<boolean> {
  const soon = sql`now() + make_interval(secs => ${HORIZON_SECONDS})`;
  const ready = await services.platformDb.one(
    { purpose: "jobs.redispatch" },
    (one) =>
      one.select(ENTRY).from(jobs).where(and(isReady, lte(jobs.runAt, soon)))
        .orderBy(jobs.lane, jobs.runAt, jobs.id).limit(BATCH),
  );
  const running = await services.platformDb.one(
    { purpose: "jobs.redispatch" },
    (one) =>
      one.select({ ...ENTRY, runAt: jobs.leaseUntil }).from(jobs).where(and(
        eq(jobs.status, "running"),
        lte(jobs.leaseUntil, soon),
        lte(jobs.attempts, FORGIVEN_LOSSES),
      )).orderBy(jobs.leaseUntil).limit(BATCH),
  );
  const isBehind = ready.length === BATCH;
  const inTurns = isBehind ? await firstOfEach(services.platformDb) : [];
  services.metrics.set("jobs_waiting", ready.length);
  services.metrics.set("jobs_oldest_due_seconds", longestWait([...inTurns, ...ready], services.clock.now()));
  const leased = running.flatMap(({ runAt, ...row }) => runAt === null ? [] : [{ ...row, runAt }]);
  try {
    await queue.push([...inTurns, ...ready, ...leased].map(queueEntry));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
  return isBehind;
}

/** In seconds. Of a backlog the first jobs of each tenant are among these. */
function longestWait(waiting: readonly { runAt: Date }[], now: number): number {
  return Math.max(0, ...waiting.map(({ runAt }) => (now - runAt.getTime()) / 1_000));
}

async function firstOfEach(db: PlatformDb) {
  return await db.one({ purpose: "jobs.redispatch" }, (one) =>
    one.select(ENTRY).from(jobs).where(
      sql`${jobs.id} = any(array(${dueInTurns(BATCH, { lock: false })}))`,
    ));
}

/** Takes away rows that have had their time. It reads whole tables: once an hour is often enough. */
export async function removeExpired({ platformDb }: Pick<Services, "platformDb">): Promise<void> {
  await platformDb.tx({ purpose: "rows.expire" }, async (tx) => {
    await tx.delete(jobs).where(
      and(eq(jobs.status, "done"), lt(jobs.finishedAt, sql`now() - interval '7 days'`)),
    );
    await tx.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - interval '24 hours'`));
    await tx.delete(refreshTokens).where(lt(refreshTokens.expiresAt, sql`now()`));
    await tx.delete(usedAssertions).where(lt(usedAssertions.expiresAt, sql`now() - interval '1 hour'`));
    await tx.delete(oneTimeTokens).where(lt(oneTimeTokens.expiresAt, sql`now() - interval '1 day'`));
    await tx.delete(sessions).where(lt(sessions.expiresAt, sql`now() - interval '30 days'`));
    // So long that an administrator still finds what became of them; the audit log keeps it for good.
    await tx.delete(invitations).where(lt(invitations.expiresAt, sql`now() - interval '90 days'`));
    await removeOldWebhooks(tx);
    await removeOldNotifications(tx);
  });
}
