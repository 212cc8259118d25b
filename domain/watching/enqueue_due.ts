import { and, isNotNull, lte, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { bogotaMonth } from "../bogota.ts";
import type { Services } from "../ctx.ts";
import { loadRunDays } from "../solicitudes/load_run_days.ts";
import { isRunTime, type RunDays } from "../solicitudes/run_days.ts";
import { isAtRest, lateWatch, setNextRuns, WATCH } from "./_rows.ts";
import { hasReleasable, holdWatches, releaseHeld, runWatches, withinQuota } from "./hold_watches.ts";
import { nextOpening, spreadOverRest } from "./spread.ts";

type DueServices = Pick<Services, "clock" | "platformDb" | "portal">;

/** Rows that one tick handles, so that a backlog does not hold a connection. */
const BATCH = 2_000;
/** All that an outage can leave, in one order. */
const MOST_LATE = 50_000;
/** Nobody came for so long: the time of its own is over. */
const LATE_MS = 15 * 60_000;

/**
 * Makes each due watch into a job, which is then pending; or holds it where the month's queries are used up. On days and
 * at times on which watches do not run it gets its next time; what an outage has kept back is spread over the rest of the
 * day, the stalest first. Any number of instances may do so at once.
 */
export async function enqueueDueWatches({ platformDb, portal, clock }: DueServices): Promise<void> {
  const days = await loadRunDays({ platformDb, portal, clock });
  await platformDb.tx({ purpose: "solicitudes.schedule" }, async (tx) => {
    const due = await lockDue(tx, { limit: BATCH });
    const now = due[0]?.now;
    if (now === undefined) return;
    if (due.some(({ nextRunAt }) => isLate(nextRunAt, now))) {
      await spreadLate(tx, { now, days, perMinute: portal.limits.perMinute });
    }
    const own = due.filter(({ nextRunAt }) => !isLate(nextRunAt, now));
    const [ready, early] = partition(own, ({ runOn }) => isRunTime(now, runOn, days));
    await setNextRuns(tx, new Map(early.map((one) => [one.id, new Date(nextOpening(one, now, days))])));
    const { runs, held } = await withinQuota(tx, ready, now);
    await runWatches(tx, runs);
    await holdWatches(tx, held, now);
  });
}

/** Lets held watches run whose month has turned, or whose organization has queries again. */
export async function releaseHeldWatches({ platformDb, portal, clock }: DueServices): Promise<void> {
  const days = await loadRunDays({ platformDb, portal, clock });
  await platformDb.tx({ purpose: "solicitudes.release" }, async (tx) => {
    const [{ at } = { at: 0 }] = await tx.execute<{ at: number }>(sql`select ${NOW} as at`);
    const now = Number(at);
    if (!await hasReleasable(tx, bogotaMonth(now))) return;
    await releaseHeld(tx, { now, days, perMinute: portal.limits.perMinute });
  });
}

/** The database's own clock, by which everything is due: milliseconds since the epoch. */
const NOW = sql<number>`floor(extract(epoch from now()) * 1000)::float8`;

async function lockDue(tx: Db, { limit, lateMs = 0 }: { limit: number; lateMs?: number }) {
  const since = sql`now() - make_interval(secs => ${lateMs / 1_000})`;
  return await tx.select({ ...WATCH, nextRunAt: solicitudes.nextRunAt, now: NOW.mapWith(Number) })
    .from(solicitudes)
    .where(and(isNotNull(solicitudes.nextRunAt), lte(solicitudes.nextRunAt, since), isAtRest))
    .orderBy(solicitudes.nextRunAt, solicitudes.id).limit(limit).for("update", { skipLocked: true });
}

function isLate(nextRunAt: Date | null, now: number): boolean {
  return nextRunAt !== null && nextRunAt.getTime() <= now - LATE_MS;
}

/** Those that this transaction has locked already are among them. */
async function spreadLate(
  tx: Db,
  options: { now: number; days: RunDays; perMinute: number },
): Promise<void> {
  const late = await lockDue(tx, { limit: MOST_LATE, lateMs: LATE_MS });
  await setNextRuns(tx, spreadOverRest(late.map(lateWatch), options));
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
