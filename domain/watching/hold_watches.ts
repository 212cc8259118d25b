/** Watches that fall due when the month's queries are used up: held where everybody sees it, and released again. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { enqueueMany } from "#jobs/queue.ts";
import { nextBogotaMonth } from "../bogota.ts";
import { recordEvents } from "../events/record_event.ts";
import type { Lane } from "../ports.ts";
import { lockRoom } from "../quota.ts";
import { executionKey } from "../solicitudes/execution_key.ts";
import type { RunDays } from "../solicitudes/run_days.ts";
import { lateWatch, WATCH, type WatchRow } from "./_rows.ts";
import { spreadOverRest } from "./spread.ts";

export const WATCH_LANE: Lane = 2;

/** Splits due watches, which the transaction has locked, by what the month's queries suffice for: the stalest run. */
export async function withinQuota(
  tx: Db,
  due: readonly WatchRow[],
  now: number,
): Promise<{ runs: WatchRow[]; held: WatchRow[] }> {
  const room = await lockRoom(tx, due.map(({ organizationId }) => organizationId), now);
  const [runs, held]: [WatchRow[], WatchRow[]] = [[], []];
  for (const row of due.map(lateWatch).toSorted((a, b) => a.verifiedAt - b.verifiedAt)) {
    const left = room.get(row.organizationId) ?? Infinity;
    (left > 0 ? runs : held).push(row);
    room.set(row.organizationId, left - 1);
  }
  return { runs, held };
}

/** Shows that they wait for the month's end, or for another plan. */
export async function holdWatches(tx: Db, held: readonly WatchRow[], now: number): Promise<void> {
  if (held.length === 0) return;
  const resumesAt = new Date(nextBogotaMonth(now));
  await tx.update(solicitudes).set({ status: "held", nextRunAt: resumesAt, updatedAt: sql`now()` })
    .where(inArray(solicitudes.id, held.map(({ id }) => id)));
  await recordEvents(
    tx,
    held.map(({ id, organizationId, radicado }) => ({
      type: "solicitud.held" as const,
      organizationId,
      solicitudId: id,
      occurredAt: new Date(now),
      data: {
        solicitud_id: id,
        radicado,
        reason: "quota_exceeded",
        resumes_at: resumesAt.toISOString(),
      },
    })),
  );
}

/** Gives each its run, with a query of the month that is promised to it from now on. */
export async function runWatches(
  tx: Db,
  runs: readonly WatchRow[],
  moments?: ReadonlyMap<string, Date>,
): Promise<void> {
  if (runs.length === 0) return;
  const jobs = runs.map(({ id, organizationId }) => ({
    organizationId,
    key: executionKey(id),
    payload: { solicitudId: id, trigger: "scheduled" as const },
    runAt: moments?.get(id),
  }));
  await enqueueMany(tx, "solicitud.execute", jobs, { lane: WATCH_LANE });
  await tx.update(solicitudes).set({ status: "pending", nextRunAt: null, updatedAt: sql`now()` })
    .where(inArray(solicitudes.id, runs.map(({ id }) => id)));
}

/** In one go; the rest follows with the next tick. */
const MOST_RELEASED = 2_000;

/**
 * Lets held watches run for which the month has queries again, the stalest first, spread over the day: of one organization,
 * or of all. Returns how many.
 */
export async function releaseHeld(
  tx: Db,
  { now, days, perMinute, organizationId }: {
    now: number;
    days: RunDays;
    perMinute: number;
    organizationId?: string;
  },
): Promise<number> {
  const isOwn = organizationId === undefined ? undefined : eq(solicitudes.organizationId, organizationId);
  const waiting = await tx.select(WATCH).from(solicitudes).where(and(
    eq(solicitudes.status, "held"),
    isOwn,
    sql`${solicitudes.organizationId} not in (select id from organizations where not is_active)`,
  )).orderBy(sql`${solicitudes.completedAt} nulls first`, solicitudes.id).limit(MOST_RELEASED)
    .for("update", { skipLocked: true });
  if (waiting.length === 0) return 0;
  const { runs } = await withinQuota(tx, waiting, now);
  const moments = spreadOverRest(runs.map(lateWatch), { now, days, perMinute });
  await runWatches(tx, runs, moments);
  return runs.length;
}

/** Organizations that have held watches and, as far as one sees without waiting for anybody, queries for them. */
export async function hasReleasable(tx: Db, month: string): Promise<boolean> {
  const [row] = await tx.execute<{ found: boolean }>(sql`
    select exists (
      select 1 from (select distinct organization_id from solicitudes where status = 'held') held
      join organizations o on o.id = held.organization_id
      left join usage_months u on u.organization_id = o.id and u.month = ${month}
      where o.is_active and (o.max_queries_per_month is null or coalesce(u.queries, 0) < o.max_queries_per_month)
    ) as found`);
  return row?.found === true;
}
