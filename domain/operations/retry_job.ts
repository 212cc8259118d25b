import { and, eq, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { announce } from "#db/tenant_db.ts";
import { queueEntry } from "#jobs/queue.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

/**
 * Gives a buried job all its attempts again, from now.
 * @throws {DomainError} `job_not_found` where no buried job has the id.
 */
export async function retryJob(ctx: PlatformCtx, id: string): Promise<void> {
  authorizePlatform(ctx);
  const audit = {
    actorId: ctx.actor.userId,
    action: "job.retry",
    targetId: id,
    address: ctx.address,
    requestId: ctx.requestId,
  };
  await ctx.platformDb.tx({ purpose: "jobs.retry", audit }, async (tx) => {
    const [row] = await tx.update(jobs)
      .set({ status: "ready", attempts: 0, runAt: sql`now()`, finishedAt: null, lastError: null })
      .where(and(eq(jobs.id, id), eq(jobs.status, "buried")))
      .returning({ id: jobs.id, lane: jobs.lane, organizationId: jobs.organizationId, runAt: jobs.runAt });
    if (!row) throw new DomainError("job_not_found");
    announce(tx, queueEntry(row));
  });
}
