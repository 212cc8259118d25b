/** How every run begins, and how it tells of itself. */
import { and, eq } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { lockHeldJob } from "#jobs/queue.ts";
import type { JobCtx } from "../ctx.ts";
import type { KnownCase } from "../portals/known_case.ts";
import type { LookupProof } from "../portals/portal.ts";
import { knownCase, knownReads } from "./_reads.ts";
import {
  closeLostExecutions,
  type LockedSolicitud,
  lockSolicitud,
  showProcessing,
  startExecution,
} from "./_run_statements.ts";
import { latestExecution } from "./last_execution.ts";
import { type ProgressStep, reportProgress } from "./progress.ts";

export interface RunInput {
  solicitudId: string;
  trigger: "created" | "manual" | "scheduled";
}

export interface Begun extends Pick<RunInput, "trigger"> {
  solicitud: LockedSolicitud;
  /** Of a radicado. */
  known: KnownCase | undefined;
  executionId: string;
  startedAt: number;
}

/** Undefined where there is nothing to run any more: it is paused, or gone. */
export async function beginRun(ctx: JobCtx, input: RunInput): Promise<Begun | undefined> {
  const startedAt = ctx.clock.now();
  const values = {
    ...ctx.job.lease,
    organizationId: ctx.organizationId,
    solicitudId: input.solicitudId,
    attempt: ctx.job.attempt,
    trigger: input.trigger,
    source: ctx.portal.source,
    startedAt: new Date(startedAt),
  };
  const [held, [solicitud], , [execution], , [reads]] = await ctx.db.batch([
    lockHeldJob(values),
    lockSolicitud(values),
    closeLostExecutions(values),
    startExecution(values),
    showProcessing(values),
    knownReads(values),
  ]);
  if (held.length === 0) throw ctx.job.leaseLost();
  if (!solicitud || !execution) {
    // It is paused, or gone.
    await ctx.db.tx(async (tx) => {
      await ctx.job.complete(tx);
      await tx.update(solicitudes).set({ lastExecution: latestExecution() })
        .where(ownSolicitud(ctx, input.solicitudId));
    });
    return undefined;
  }
  const { trigger } = input;
  const known = solicitud.isKnown ? knownCase(reads, { trigger, now: startedAt }) : undefined;
  const begun = { solicitud, executionId: execution.id, startedAt, trigger, known };
  if (input.trigger === "scheduled") await report(ctx, begun, { stage: "queued" });
  return begun;
}

/** Everything of an execution's end that is known before it is written. */
export function endValues(ctx: JobCtx, begun: Begun, answer: LookupProof, now: number) {
  return {
    organizationId: ctx.organizationId,
    solicitudId: begun.solicitud.id,
    executionId: begun.executionId,
    finishedAt: new Date(now),
    durationMs: Math.round(now - begun.startedAt),
    evidence: answer.evidence,
    portalCalls: answer.portalCalls,
  };
}

export function ownSolicitud(ctx: JobCtx, solicitudId: string) {
  return and(eq(solicitudes.organizationId, ctx.organizationId), eq(solicitudes.id, solicitudId));
}

export async function report(ctx: JobCtx, begun: Begun, step: ProgressStep): Promise<void> {
  await reportProgress(ctx, ctx.organizationId, begun.solicitud.id, step);
}
