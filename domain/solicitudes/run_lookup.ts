/** One execution of a solicitud: ask the portal, keep what it says, and say how far that can be trusted. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { type ExecutionResult, executions } from "#db/schema/executions.ts";
import { procesos } from "#db/schema/procesos.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import type { LookupResult, ProcesoSnapshot } from "../portals/portal.ts";
import { saveProcesos } from "../procesos/save_procesos.ts";
import { countQuery } from "../quota.ts";
import { latestExecution } from "./last_execution.ts";
import { nextRunAt } from "./next_run.ts";
import { type ProgressStep, reportProgress } from "./progress.ts";
import { searchText } from "./search_text.ts";
import type { SolicitudStatus } from "./solicitud.ts";

export interface LookupInput {
  solicitudId: string;
  trigger: "created" | "manual" | "scheduled";
}

interface Begun {
  solicitud: typeof solicitudes.$inferSelect;
  executionId: string;
  startedAt: number;
  isKnown: boolean;
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
    isKnown: begun.isKnown,
    onProgress: (progress) => report(ctx, begun, progress),
    signal: ctx.job.signal,
  });
  if (isTrusted(result)) await keep(ctx, begun, result);
  else await doubt(ctx, begun, result);
}

async function begin(ctx: JobCtx, input: LookupInput): Promise<Begun | undefined> {
  const startedAt = ctx.clock.now();
  const begun = await ctx.db.tx(async (tx): Promise<Begun | undefined> => {
    await ctx.job.hold(tx);
    const [solicitud] = await tx.select().from(solicitudes).where(ownRow(ctx, input.solicitudId)).for(
      "update",
    );
    if (!solicitud || solicitud.status === "paused") {
      await ctx.job.complete(tx);
      return undefined;
    }
    await closeLostExecutions(tx, ctx);
    const [execution] = await tx.insert(executions).values({
      solicitudId: solicitud.id,
      jobId: ctx.job.id,
      attempt: ctx.job.attempt,
      trigger: input.trigger,
      source: ctx.portal.source,
      startedAt: new Date(startedAt),
    }).returning({ id: executions.id });
    await tx.update(solicitudes)
      .set({ status: "processing", lastExecution: latestExecution(), updatedAt: sql`now()` })
      .where(ownRow(ctx, solicitud.id));
    const known = await tx.select({ id: procesos.id }).from(procesos).where(and(
      eq(procesos.organizationId, ctx.organizationId),
      eq(procesos.radicado, solicitud.radicado),
    )).limit(1);
    if (!execution) throw new Error("An insert answered no row");
    return { solicitud, executionId: execution.id, startedAt, isKnown: known.length > 0 };
  });
  if (begun && input.trigger === "scheduled") await report(ctx, begun, { stage: "queued" });
  return begun;
}

/** An earlier attempt's worker died: its execution never ended. */
async function closeLostExecutions(tx: Db, ctx: JobCtx): Promise<void> {
  await tx.update(executions).set({
    result: "error",
    finishedAt: sql`now()`,
    detail: { code: "worker_lost" },
  }).where(and(
    eq(executions.organizationId, ctx.organizationId),
    eq(executions.jobId, ctx.job.id),
    isNull(executions.result),
  ));
}

async function keep(ctx: JobCtx, begun: Begun, answer: Trusted): Promise<void> {
  const now = ctx.clock.now();
  const { solicitud } = begun;
  const snapshots = answer.outcome === "not_found" ? [] : answer.procesos;
  const done = await ctx.db.tx(async (tx) => {
    await ctx.job.complete(tx);
    const saved = await saveProcesos(tx, {
      organizationId: ctx.organizationId,
      source: ctx.portal.source,
      radicado: solicitud.radicado,
      procesos: snapshots,
      at: now,
    });
    const result = resultOf(answer, saved);
    await endExecution(tx, ctx, begun, answer, { result, newActuaciones: saved.newActuaciones });
    const status = await completeSolicitud(tx, ctx, begun, { snapshots, now });
    await countQuery(tx, now);
    return { result, status, newActuaciones: saved.newActuaciones };
  });
  ctx.metrics.increment("rpa_tasks_completed_total", {
    status: done.result,
    organization_id: ctx.organizationId,
  });
  await report(ctx, begun, {
    stage: "done",
    result: done.result,
    status: done.status,
    new_actuaciones: done.newActuaciones,
  });
}

function resultOf(answer: Trusted, saved: { wasKnown: boolean; newActuaciones: number }): ExecutionResult {
  if (answer.outcome !== "found") return answer.outcome;
  return saved.wasKnown && saved.newActuaciones === 0 ? "unchanged" : "found";
}

/** A person may have paused it meanwhile: then it stays so. */
async function completeSolicitud(
  tx: Db,
  ctx: JobCtx,
  begun: Begun,
  found: { snapshots: readonly ProcesoSnapshot[]; now: number },
): Promise<SolicitudStatus> {
  const [current] = await tx.select().from(solicitudes).where(ownRow(ctx, begun.solicitud.id)).for("update");
  if (!current) return "completed";
  const isPaused = current.status === "paused";
  const status = isPaused ? "paused" : "completed";
  const at = new Date(found.now);
  await tx.update(solicitudes).set({
    status,
    baselineAt: current.baselineAt ?? at,
    completedAt: at,
    lastExecution: latestExecution(),
    nextRunAt: isPaused ? null : nextRunAt(current.frequency, found.now),
    searchText: found.snapshots.length > 0
      ? searchText(current.radicado, current.alias, found.snapshots)
      : current.searchText,
    updatedAt: sql`now()`,
  }).where(ownRow(ctx, current.id));
  return status;
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
    await endExecution(tx, ctx, begun, answer, { result, newActuaciones: 0, detail });
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

async function endExecution(
  tx: Db,
  ctx: JobCtx,
  begun: Begun,
  answer: LookupResult,
  end: { result: ExecutionResult; newActuaciones: number; detail?: { code: string; retryAt?: string } },
): Promise<void> {
  const now = ctx.clock.now();
  await tx.update(executions).set({
    result: end.result,
    finishedAt: new Date(now),
    durationMs: Math.round(now - begun.startedAt),
    evidence: answer.evidence,
    portalCalls: answer.portalCalls,
    newActuaciones: end.newActuaciones,
    detail: end.detail ?? null,
  }).where(and(eq(executions.organizationId, ctx.organizationId), eq(executions.id, begun.executionId)));
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
