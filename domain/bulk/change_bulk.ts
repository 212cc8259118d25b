/** Pausing, resuming and cancelling an upload: what happens to its solicitudes that have not run yet. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { announce, type Db } from "#db/tenant_db.ts";
import { queueEntry } from "#jobs/queue.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { lockRoom } from "../quota.ts";
import { executionKeyOf } from "../solicitudes/execution_key.ts";
import { insertFirstRuns } from "../solicitudes/first_runs.ts";
import { getBulk } from "./get_bulk.ts";
import { type BulkStatus, type BulkUpload, lockUpload } from "./upload.ts";

export type BulkMove = "pause" | "resume" | "cancel";

const MOVES: Record<BulkMove, { from: readonly BulkStatus[]; to: BulkStatus }> = {
  pause: { from: ["processing"], to: "paused" },
  resume: { from: ["paused"], to: "processing" },
  cancel: { from: ["needs_mapping", "processing", "paused"], to: "cancelled" },
};

/** Those that have not run yet wait until `resumeBulk`. */
export async function pauseBulk(ctx: Ctx, id: string): Promise<BulkUpload> {
  return await move(ctx, id, "pause", async (tx) => {
    const stopped = await tx.update(solicitudes).set({ status: "paused", updatedAt: sql`now()` })
      .where(and(notRunYet(ctx, id), inArray(solicitudes.status, ["pending", "held"])))
      .returning({ id: solicitudes.id });
    await removeJobs(tx, ctx, stopped.map((row) => row.id));
    return stopped.length;
  });
}

/** They take their turn again, as far as the month's queries go; the rest is `held`. */
export async function resumeBulk(ctx: Ctx, id: string): Promise<BulkUpload> {
  return await move(ctx, id, "resume", async (tx) => {
    // Solicitudes first: whoever locks the month has locked them before.
    await tx.select({ id: solicitudes.id }).from(solicitudes)
      .where(and(notRunYet(ctx, id), eq(solicitudes.status, "paused"))).orderBy(solicitudes.id).for("update");
    const room = await lockRoom(tx, [ctx.organization.id], ctx.clock.now());
    const free = room.get(ctx.organization.id) ?? null;
    const rows = await tx.execute(sql`
      with waiting as (
        select id, row_number() over (order by id) as turn from ${solicitudes}
        where ${notRunYet(ctx, id)} and ${solicitudes.status} = 'paused'
      ), again as (
        update solicitudes s set updated_at = now(),
          status = case when ${free}::int is null or waiting.turn <= ${free}::int then 'pending' else 'held' end
        from waiting where s.organization_id = ${ctx.organization.id} and s.id = waiting.id returning s.id, s.status
      ), run as (select id from again where status = 'pending'
      ), job as (${insertFirstRuns()}) select (select count(*) from again)::int as resumed, job.id, job.lane, job.run_at
      from (select 1) one left join job on true`);
    for (const row of rows) {
      if (row.id === null) continue;
      const runAt = new Date(String(row.run_at));
      const job = { id: String(row.id), lane: Number(row.lane), organizationId: ctx.organization.id, runAt };
      announce(tx, queueEntry(job));
    }
    return Number(rows[0]?.resumed ?? 0);
  });
}

/** They are followed no more, as if they had not been in the file. Those that have run stay. */
export async function cancelBulk(ctx: Ctx, id: string): Promise<BulkUpload> {
  return await move(ctx, id, "cancel", async (tx) => {
    const gone = await tx.delete(solicitudes)
      .where(and(notRunYet(ctx, id), inArray(solicitudes.status, ["pending", "held", "paused"])))
      .returning({ id: solicitudes.id });
    await removeJobs(tx, ctx, gone.map((row) => row.id));
    return gone.length;
  });
}

/** @throws {DomainError} `bulk_not_found`, `bulk_state` */
async function move(
  ctx: Ctx,
  id: string,
  name: BulkMove,
  effect: (tx: Db) => Promise<number>,
): Promise<BulkUpload> {
  authorize(ctx, "bulk_operations");
  const { from, to } = MOVES[name];
  await ctx.db.tx(async (tx) => {
    const { status } = await lockUpload(tx, ctx, id);
    if (!from.some((one) => one === status)) {
      throw new DomainError("bulk_state", {
        detail: `Cannot ${name} an upload that is ${status}: it must be ${from.join(" or ")}`,
        extra: { current_status: status },
      });
    }
    const count = await effect(tx);
    await tx.update(bulkUploads).set({ status: to, updatedAt: sql`now()` })
      .where(and(eq(bulkUploads.organizationId, ctx.organization.id), eq(bulkUploads.id, id)));
    const data = { before: { status }, after: { status: to }, solicitudes: count };
    await audit(tx, ctx, { action: `bulk.${name}`, targetId: id, data });
  });
  return await getBulk(ctx, id);
}

function notRunYet(ctx: Ctx, id: string) {
  return and(
    eq(solicitudes.organizationId, ctx.organization.id),
    eq(solicitudes.bulkId, id),
    sql`${solicitudes.lastExecution} is null`,
  );
}

/** A job that a worker has just claimed finds its solicitud paused or gone, and ends without asking. */
async function removeJobs(tx: Db, ctx: Ctx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.delete(jobs).where(and(
    eq(jobs.organizationId, ctx.organization.id),
    eq(jobs.status, "ready"),
    sql`${jobs.key} in (select ${executionKeyOf(sql`stopped.id`)}
      from unnest(${sql.param([...ids])}::text[]) as stopped(id))`,
  ));
}
