import { and, eq, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { authorizePlatform } from "#domain/authz.ts";
import type { PlatformCtx } from "#domain/ctx.ts";
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { recordAct } from "#domain/identity/record_act.ts";
import type { TaskDefinitions } from "./task_definition.ts";

/** What the job's line, and whatever it was for, say of why. */
export const BURIED_BY_OPERATOR = "ended_by_operator";

/**
 * Takes a waiting job out of turn for good, and lets its task put right what it leaves, as one step: a solicitud is
 * shown as failed, an export too. One that a worker holds is left to it.
 * @throws {DomainError} `permission_denied`, `job_not_found` where no waiting job has the id.
 */
export async function buryByHand(
  ctx: PlatformCtx,
  tasks: TaskDefinitions,
  id: string,
): Promise<{ task: string }> {
  authorizePlatform(ctx);
  return await ctx.platformDb.tx({ purpose: "jobs.bury" }, async (tx) => {
    const [job] = isUuid(id)
      ? await tx.update(jobs)
        .set({ status: "buried", lastError: BURIED_BY_OPERATOR, finishedAt: sql`now()` })
        .where(and(eq(jobs.id, id), eq(jobs.status, "ready")))
        .returning({ task: jobs.task, payload: jobs.payload, organizationId: jobs.organizationId })
      : [];
    if (!job) throw new DomainError("job_not_found", { detail: "No waiting job has this id" });
    const { task, payload, organizationId } = job;
    if (organizationId !== null) await tasks[task]?.bury(tx, payload, organizationId, BURIED_BY_OPERATOR);
    await recordAct(tx, ctx, {
      organizationId,
      actorId: ctx.actor.userId,
      action: "job.bury",
      targetId: id,
      data: { task },
    });
    return { task };
  });
}
