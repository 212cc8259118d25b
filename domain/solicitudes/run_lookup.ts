/** One execution of a solicitud: ask the portal, keep what it says, and say how far that can be trusted. */
import { and, eq, sql } from "drizzle-orm";
import { rowsOf } from "#db/prepared.ts";
import { type ExecutionResult, executions } from "#db/schema/executions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { completeHeldJob, lockHeldJob } from "#jobs/queue.ts";
import { bogotaMonth } from "../bogota.ts";
import type { JobCtx } from "../ctx.ts";
import type { LookupResult } from "../portals/portal.ts";
import { saveProcesos } from "../procesos/save_procesos.ts";
import { countQuery } from "../quota.ts";
import {
  closeLostExecutions,
  completeSolicitud,
  endTrusted,
  type LockedSolicitud,
  lockSolicitud,
  showProcessing,
  startExecution,
} from "./_run_statements.ts";
import { tellRun } from "./_tell_run.ts";
import { latestExecution } from "./last_execution.ts";
import { nextRunAt } from "./next_run.ts";
import { type ProgressStep, reportProgress } from "./progress.ts";
import { searchText } from "./search_text.ts";

export interface LookupInput {
  solicitudId: string;
  trigger: "created" | "manual" | "scheduled";
}

interface Begun {
  solicitud: LockedSolicitud;
  executionId: string;
  startedAt: number;
}

/** What the portal said, and what that makes of the execution. */
type Trusted = Extract<LookupResult, { outcome: "found" | "private" | "not_found" }>;
type Doubtful = Exclude<LookupResult, Trusted>;

/** Waits between attempts while the portal gives no trustworthy answer, in seconds. */
const PATIENCE_SECONDS = [60, 300, 900, 3_600, 10_800];

/** LEXIA did not even ask: the attempt does not count. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  "breaker_open",
  "budget_exhausted",
  "window_closed",
  "pace_unavailable",
]);

/** Runs as a job: every effect and the job's end share a transaction, so a lost lease leaves nothing behind. */
export async function runLookup(ctx: JobCtx, input: LookupInput): Promise<void> {
  const begun = await begin(ctx, input);
  if (!begun) return;
  const result = await ctx.portal.lookup(begun.solicitud.radicado, {
    lane: ctx.job.lane,
    tenant: ctx.organizationId,
    isKnown: begun.solicitud.isKnown,
    onProgress: (progress) => report(ctx, begun, progress),
    signal: ctx.job.signal,
  });
  if (isTrusted(result)) await keep(ctx, begun, result);
  else await doubt(ctx, begun, result);
}

async function begin(ctx: JobCtx, input: LookupInput): Promise<Begun | undefined> {
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
  const [held, [solicitud], , [execution]] = await ctx.db.batch([
    lockHeldJob(values),
    lockSolicitud(values),
    closeLostExecutions(values),
    startExecution(values),
    showProcessing(values),
  ]);
  if (held.length === 0) throw ctx.job.leaseLost();
  if (!solicitud || !execution) {
    // It is paused, or gone.
    await ctx.db.tx((tx) => ctx.job.complete(tx));
    return undefined;
  }
  const begun = { solicitud, executionId: execution.id, startedAt };
  if (input.trigger === "scheduled") await report(ctx, begun, { stage: "queued" });
  return begun;
}

/** Effects, count and the job's end in one transaction and one round trip: all of them or, the lease lost, none. */
async function keep(ctx: JobCtx, begun: Begun, answer: Trusted): Promise<void> {
  const now = ctx.clock.now();
  const snapshots = answer.outcome === "not_found" ? [] : answer.procesos;
  const { radicado, alias } = begun.solicitud;
  const at = new Date(now).toISOString();
  const { executionId } = begun;
  const saved = { organizationId: ctx.organizationId, executionId, source: ctx.portal.source, radicado, at };
  const values = {
    ...saved,
    ...ctx.job.lease,
    ...endValues(ctx, begun, answer, now),
    outcome: answer.outcome,
    daily: nextRunAt("daily", now),
    weekly: nextRunAt("weekly", now),
    monthly: nextRunAt("monthly", now),
    alias,
    searchText: snapshots.length > 0 ? searchText(radicado, alias, snapshots) : null,
    month: bogotaMonth(now),
  };
  const [lock, completion] = [lockHeldJob(values), completeSolicitud(values)];
  const queries = [
    lock,
    ...saveProcesos(saved, snapshots, ctx.job.lease),
    endTrusted(values),
    completion,
    tellRun(values),
    countQuery(values),
    completeHeldJob(values),
  ];
  const rows = await ctx.db.batch(queries);
  if (rowsOf(lock, queries, rows).length === 0) throw ctx.job.leaseLost();
  const [ended] = rowsOf(completion, queries, rows);
  const result = ended?.lastExecution?.result ?? answer.outcome;
  ctx.metrics.increment("rpa_tasks_completed_total", { status: result, organization_id: ctx.organizationId });
  await report(ctx, begun, {
    stage: "done",
    result,
    status: ended?.status ?? "completed",
    new_actuaciones: ended?.lastExecution?.new_actuaciones ?? 0,
  });
}

/** No trustworthy answer: recorded as such, and asked again later or given up visibly. */
async function doubt(ctx: JobCtx, begun: Begun, answer: Doubtful): Promise<void> {
  const now = ctx.clock.now();
  const wasAsked = !NOT_ASKED.has(answer.reason);
  const result = answer.outcome === "unverified" || !wasAsked ? "unverified" : "error";
  const isLast = wasAsked && ctx.job.attempt >= ctx.job.maxAttempts;
  const retryAt = Math.max(answer.retryAt ?? 0, now + waitSeconds(ctx.job.attempt) * 1000);
  const detail = isLast
    ? { code: answer.reason }
    : { code: answer.reason, retryAt: new Date(retryAt).toISOString() };

  await ctx.db.tx(async (tx) => {
    const [current] = await tx.select().from(solicitudes).where(ownRow(ctx, begun.solicitud.id)).for(
      "update",
    );
    const isPaused = current?.status === "paused";
    if (isLast || isPaused) await ctx.job.complete(tx);
    else {
      await ctx.job.reschedule(tx, {
        inSeconds: (retryAt - now) / 1000,
        reason: answer.reason,
        counts: wasAsked,
      });
    }
    await endExecution(tx, ctx, begun, answer, { result, detail });
    if (!wasAsked) await forgetRepeated(tx, ctx, begun, answer.reason);
    if (!current) return;
    await tx.update(solicitudes).set({
      ...(isPaused ? {} : {
        status: isLast ? "failed" : "pending",
        nextRunAt: isLast ? nextRunAt(current.frequency, now) : null,
      }),
      lastExecution: latestExecution(),
      updatedAt: sql`now()`,
    }).where(ownRow(ctx, current.id));
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
    isLast
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

/** Everything of an execution's end that is known before it is written. */
function endValues(ctx: JobCtx, begun: Begun, answer: LookupResult, now: number) {
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

async function endExecution(
  tx: Db,
  ctx: JobCtx,
  begun: Begun,
  answer: LookupResult,
  end: { result: ExecutionResult; detail: { code: string; retryAt?: string } },
): Promise<void> {
  const { finishedAt, durationMs, evidence, portalCalls } = endValues(ctx, begun, answer, ctx.clock.now());
  await tx.update(executions).set({ ...end, finishedAt, durationMs, evidence, portalCalls })
    .where(and(eq(executions.organizationId, ctx.organizationId), eq(executions.id, begun.executionId)));
}

function isTrusted(result: LookupResult): result is Trusted {
  return result.outcome !== "unverified" && result.outcome !== "unavailable";
}

function waitSeconds(attempt: number): number {
  return PATIENCE_SECONDS[Math.min(attempt, PATIENCE_SECONDS.length) - 1] ?? 60;
}

function ownRow(ctx: JobCtx, solicitudId: string) {
  return and(eq(solicitudes.organizationId, ctx.organizationId), eq(solicitudes.id, solicitudId));
}

async function report(ctx: JobCtx, begun: Begun, step: ProgressStep): Promise<void> {
  await reportProgress(ctx, ctx.organizationId, begun.solicitud.id, step);
}
