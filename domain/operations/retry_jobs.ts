import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { announce } from "#db/tenant_db.ts";
import { queueEntry } from "#jobs/queue.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { recordAct } from "../identity/record_act.ts";

/** Jobs that failed in the same way. */
export interface JobKind {
  task: string;
  reason: string | null;
}

/** At once; who has more asks again. */
const MOST = 500;

/** Gives buried jobs of one kind all their attempts again, the oldest first; returns how many. @throws {DomainError} `permission_denied` */
export async function retryJobs(ctx: PlatformCtx, { task, reason }: JobKind): Promise<number> {
  authorizePlatform(ctx);
  return await ctx.platformDb.tx({ purpose: "jobs.retry" }, async (tx) => {
    const kind = and(
      eq(jobs.status, "buried"),
      eq(jobs.task, task),
      reason === null ? isNull(jobs.lastError) : eq(jobs.lastError, reason),
    );
    const oldest = tx.select({ id: jobs.id }).from(jobs).where(kind)
      .orderBy(jobs.finishedAt, jobs.id).limit(MOST).for("update", { skipLocked: true });
    const rows = await tx.update(jobs)
      .set({ status: "ready", attempts: 0, runAt: sql`now()`, finishedAt: null, lastError: null })
      .where(inArray(jobs.id, oldest))
      .returning({ id: jobs.id, lane: jobs.lane, organizationId: jobs.organizationId, runAt: jobs.runAt });
    for (const row of rows) announce(tx, queueEntry(row));
    await recordAct(tx, ctx, {
      organizationId: null,
      actorId: ctx.actor.userId,
      action: "job.retry_kind",
      data: { task, reason, count: rows.length },
    });
    return rows.length;
  });
}
