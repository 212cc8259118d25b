/** One run of a radicado's solicitud: ask the portal, keep what it says, and say how far that can be trusted. */
import { rowsOf } from "#db/prepared.ts";
import { completeHeldJob, lockHeldJob } from "#jobs/queue.ts";
import { bogotaDate, bogotaMonth } from "../bogota.ts";
import type { JobCtx } from "../ctx.ts";
import type { LookupResult, NoAnswer } from "../portals/portal.ts";
import { saveProcesos } from "../procesos/save_procesos.ts";
import { countQuery } from "../quota.ts";
import { type Begun, endValues, report } from "./_begin_run.ts";
import { doubt } from "./_doubt.ts";
import { noteReads, readsValues, touchProcesos } from "./_reads.ts";
import { completeSolicitud, endTrusted } from "./_run_statements.ts";
import { tellRun } from "./_tell_run.ts";
import { loadRunDays } from "./load_run_days.ts";
import { nextRuns, placeOf } from "./next_run.ts";
import { searchText } from "./search_text.ts";

/** A run of a solicitud that has a radicado. */
export interface BegunLookup extends Begun {
  radicado: string;
}

/** What the portal said, and what that makes of the execution. */
type Trusted = Exclude<LookupResult, NoAnswer>;

/** Runs as a job: every effect and the job's end share a transaction, so a lost lease leaves nothing behind. */
export async function runLookup(ctx: JobCtx, begun: BegunLookup): Promise<void> {
  const result = await ctx.portal.lookup(begun.radicado, {
    lane: ctx.job.lane,
    tenant: ctx.organizationId,
    isKnown: begun.solicitud.isKnown,
    known: begun.known,
    onProgress: (progress) => report(ctx, begun, progress),
    signal: ctx.job.signal,
  });
  if (isTrusted(result)) await keep(ctx, begun, result);
  else await doubt(ctx, begun, result);
}

/** Effects, count and the job's end in one transaction and one round trip: all of them or, the lease lost, none. */
async function keep(ctx: JobCtx, begun: BegunLookup, answer: Trusted): Promise<void> {
  const now = ctx.clock.now();
  const snapshots = "procesos" in answer ? answer.procesos : [];
  const place = placeOf(ctx.organizationId, begun.solicitud.id);
  const runs = nextRuns(place, now, await loadRunDays(ctx));
  const { radicado, solicitud: { alias } } = begun;
  const at = new Date(now).toISOString();
  const { executionId } = begun;
  const saved = { organizationId: ctx.organizationId, executionId, source: ctx.portal.source, radicado, at };
  const values = {
    ...saved,
    ...ctx.job.lease,
    ...endValues(ctx, begun, answer, now),
    outcome: answer.outcome,
    nextRuns: JSON.stringify(runs),
    alias,
    // Of several procesos all must be there to find it by.
    searchText: "procesos" in answer && answer.read.detail ? searchText(radicado, alias, snapshots) : null,
    month: bogotaMonth(now),
    day: bogotaDate(now),
    ...(answer.outcome === "not_found" ? {} : readsValues(answer, now)),
  };
  const [lock, completion] = [lockHeldJob(values), completeSolicitud(values)];
  const queries = [
    lock,
    ...(answer.outcome === "not_found" ? [] : [noteReads(values), touchProcesos(values)]),
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

function isTrusted(result: LookupResult): result is Trusted {
  return result.outcome !== "unverified" && result.outcome !== "unavailable";
}
