/** How a run ends that got no trustworthy answer. */
import { and, eq, sql } from "drizzle-orm";
import { type ExecutionResult, executions } from "#db/schema/executions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import type { NoAnswer } from "../portals/portal.ts";
import { wasAsked } from "../portals/was_asked.ts";
import { type Begun, endValues, ownSolicitud, report } from "./_begin_run.ts";
import { tellFailure } from "./_tell_failure.ts";
import { latestExecution } from "./last_execution.ts";
import { loadRunDays } from "./load_run_days.ts";
import { nextRunAt, placeOf } from "./next_run.ts";

/** Waits between attempts while the portal gives no trustworthy answer, in seconds. */
const PATIENCE_SECONDS = [60, 300, 900, 3_600, 10_800];

/** The day is over for watches: the next one's place is the next time to ask. */
const NOT_TODAY: ReadonlySet<string> = new Set(["budget_exhausted", "window_closed"]);

/** No trustworthy answer: recorded as such, and asked again later or given up visibly. */
export async function doubt(ctx: JobCtx, begun: Begun, answer: NoAnswer): Promise<void> {
  const now = ctx.clock.now();
  const counts = wasAsked(answer.reason);
  const result = answer.outcome === "unverified" || !counts ? "unverified" : "error";
  const isLast = counts && ctx.job.attempt >= ctx.job.maxAttempts;
  const isOver = isLast || (begun.trigger === "scheduled" && NOT_TODAY.has(answer.reason));
  const days = await loadRunDays(ctx);
  const retryAt = Math.max(answer.retryAt ?? 0, now + waitSeconds(ctx.job.attempt) * 1000);
  const detail = isOver
    ? { code: answer.reason }
    : { code: answer.reason, retryAt: new Date(retryAt).toISOString() };

  await ctx.db.tx(async (tx) => {
    const [current] = await tx.select().from(solicitudes).where(ownSolicitud(ctx, begun.solicitud.id)).for(
      "update",
    );
    const isPaused = current?.status === "paused";
    if (isOver || isPaused) await ctx.job.complete(tx);
    else {
      await ctx.job.reschedule(tx, {
        inSeconds: (retryAt - now) / 1000,
        reason: answer.reason,
        counts,
      });
    }
    await endExecution(tx, ctx, begun, answer, { result, detail });
    if (!counts) await forgetRepeated(tx, ctx, begun, answer.reason);
    if (!current) return;
    await tx.update(solicitudes).set({
      ...(isPaused ? {} : {
        status: !isOver ? "pending" : isLast || !current.completedAt ? "failed" : "completed",
        nextRunAt: isOver
          ? nextRunAt({ ...current, place: placeOf(ctx.organizationId, current.id) }, now, days)
          : null,
      }),
      lastExecution: latestExecution(),
      updatedAt: sql`now()`,
    }).where(ownSolicitud(ctx, current.id));
    if (!isLast || isPaused) return;
    const { executionId } = begun;
    await tellFailure(tx, { solicitud: current, executionId, reason: answer.reason, at: new Date(now) });
  });

  ctx.metrics.increment("rpa_tasks_completed_total", { status: result, organization_id: ctx.organizationId });
  ctx.log.warn("Portal gave no trustworthy answer", {
    solicitud_id: begun.solicitud.id,
    organization_id: ctx.organizationId,
    reason: answer.reason,
    attempt: ctx.job.attempt,
  });
  await report(
    ctx,
    begun,
    isOver
      ? { stage: "failed", result, reason: answer.reason }
      : { stage: "retrying", result, reason: answer.reason, retry_at: new Date(retryAt).toISOString() },
  );
}

/** Being held back for the same reason again is no new execution: the first one tells it. */
async function forgetRepeated(tx: Db, ctx: JobCtx, begun: Begun, reason: string): Promise<void> {
  const same = await tx.select({ id: executions.id }).from(executions).where(and(
    eq(executions.organizationId, ctx.organizationId),
    eq(executions.jobId, ctx.job.id),
    sql`${executions.detail} ->> 'code' = ${reason}`,
    sql`${executions.id} <> ${begun.executionId}`,
  )).limit(1);
  if (same.length === 0) return;
  await tx.delete(executions).where(and(
    eq(executions.organizationId, ctx.organizationId),
    eq(executions.id, begun.executionId),
  ));
}

async function endExecution(
  tx: Db,
  ctx: JobCtx,
  begun: Begun,
  answer: NoAnswer,
  end: { result: ExecutionResult; detail: { code: string; retryAt?: string } },
): Promise<void> {
  const { finishedAt, durationMs, evidence, portalCalls } = endValues(ctx, begun, answer, ctx.clock.now());
  await tx.update(executions).set({ ...end, finishedAt, durationMs, evidence, portalCalls })
    .where(and(eq(executions.organizationId, ctx.organizationId), eq(executions.id, begun.executionId)));
}

function waitSeconds(attempt: number): number {
  return PATIENCE_SECONDS[Math.min(attempt, PATIENCE_SECONDS.length) - 1] ?? 60;
}
