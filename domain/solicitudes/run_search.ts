/** One run of a search by name: ask the portal for all its hits, and keep which of them are new and which are gone. */
import { rowsOf } from "#db/prepared.ts";
import { completeHeldJob, lockHeldJob } from "#jobs/queue.ts";
import { bogotaDate, bogotaMonth } from "../bogota.ts";
import type { JobCtx } from "../ctx.ts";
import type { NameSearchResult } from "../portals/name_search.ts";
import type { NoAnswer } from "../portals/portal.ts";
import { countQuery } from "../quota.ts";
import { type Begun, endValues, report } from "./_begin_run.ts";
import { doubt } from "./_doubt.ts";
import { completeSearch, endSearch, saveHits } from "./_search_statements.ts";
import { tellSearch } from "./_tell_search.ts";
import { loadRunDays } from "./load_run_days.ts";
import { nextRuns, placeOf } from "./next_run.ts";
import type { SearchParameters } from "./search_parameters.ts";

/** A run of a solicitud that is a search. */
export interface BegunSearch extends Begun {
  parametros: SearchParameters;
}

type Trusted = Exclude<NameSearchResult, NoAnswer>;

export async function runSearch(ctx: JobCtx, begun: BegunSearch): Promise<void> {
  const { nombre, tipo_persona: tipoPersona, solo_recientes: soloRecientes, despacho } = begun.parametros;
  const query = { nombre, tipoPersona, soloRecientes, officeCode: despacho };
  const result = await ctx.portal.searchByName(query, {
    lane: ctx.job.lane,
    tenant: ctx.organizationId,
    // Recent cases may all grow old; others stay.
    isKnown: begun.solicitud.isKnown && !soloRecientes,
    onProgress: (progress) => report(ctx, begun, progress),
    signal: ctx.job.signal,
  });
  if (isTrusted(result)) await keep(ctx, begun, result);
  else await doubt(ctx, begun, result);
}

/** As that of a lookup: all of it or, the lease lost, nothing. */
async function keep(ctx: JobCtx, begun: BegunSearch, answer: Trusted): Promise<void> {
  const now = ctx.clock.now();
  const runs = nextRuns(placeOf(ctx.organizationId, begun.solicitud.id), now, await loadRunDays(ctx));
  const values = {
    ...ctx.job.lease,
    ...endValues(ctx, begun, answer, now),
    at: new Date(now).toISOString(),
    outcome: answer.outcome,
    nextRuns: JSON.stringify(runs),
    month: bogotaMonth(now),
    day: bogotaDate(now),
  };
  const [lock, completion] = [lockHeldJob(values), completeSearch(values)];
  const hits = answer.outcome === "found" ? answer.hits : [];
  const queries = [
    lock,
    ...(answer.outcome === "too_many" ? [] : saveHits(values, hits)),
    endSearch(values),
    completion,
    tellSearch(values),
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
    new_actuaciones: 0,
  });
}

function isTrusted(result: NameSearchResult): result is Trusted {
  return result.outcome !== "unverified" && result.outcome !== "unavailable";
}
