/** What watches cost at the portal, by what their last runs cost: parts of the platform's aggregates. */
import { type SQL, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";

/**
 * Of a search whose last run does not tell: it was not run yet, got no trustworthy answer, or one that somebody else had
 * asked for. Twenty pages are four hundred hits; the most are fifty.
 */
const USUAL_SEARCH = 20;

/** To be joined, so that each row's latest run is read once. */
export const LAST_RUN: SQL = sql`json_to_record(${solicitudes.lastExecution})
  as last_run(result text, "trigger" text, portal_calls int)`;

/**
 * Calls of the watch's last run, null where it does not tell what the next one takes. A radicado's first run, or one by
 * hand, reads all of the case: only those by schedule tell. A search reads all of its pages each time.
 */
const calls: SQL = sql`case
  when last_run.result in ('found', 'unchanged', 'private', 'not_found', 'too_many') and last_run.portal_calls > 0
    and (${solicitudes.tipo} = 'avanzada' or last_run."trigger" = 'scheduled') then last_run.portal_calls
  when ${solicitudes.tipo} = 'avanzada' then greatest(last_run.portal_calls, ${sql.raw(String(USUAL_SEARCH))})
end`;

/** Of watches that are counted together. */
export interface CallCounts {
  watches: number;
  /** Of those that tell. */
  calls: number;
  /** Watches of radicados that do not. */
  untold: number;
  /** Watches of radicados that do, and their part of the calls. */
  told: number;
  toldCalls: number;
}

/** Columns of an aggregate over `solicitudes`, joined with `LAST_RUN`. */
export const CALL_COUNTS = {
  watches: sql<number>`count(*)::int`,
  calls: sql<number>`coalesce(sum(${calls}), 0)::int`,
  untold: sql<number>`(count(*) - count(${calls}))::int`,
  told: sql<number>`(count(${calls}) filter (where ${solicitudes.tipo} = 'simple'))::int`,
  toldCalls: sql<number>`coalesce(sum(${calls}) filter (where ${solicitudes.tipo} = 'simple'), 0)::int`,
};

/** Where hardly any check was made yet: most take one call, one in twenty cases changes on a day. */
const USUAL_CALLS = 1.2;
const LEAST_CHECKS = 50;

/** Calls of a check of a radicado, on average. */
export function usualCalls(counts: readonly Pick<CallCounts, "told" | "toldCalls">[]): number {
  const told = counts.reduce((sum, group) => sum + group.told, 0);
  const toldCalls = counts.reduce((sum, group) => sum + group.toldCalls, 0);
  return told < LEAST_CHECKS ? USUAL_CALLS : toldCalls / told;
}
