import { type SQL, sql } from "drizzle-orm";
import { insertJobs } from "#jobs/queue.ts";
import { executionKeyOf } from "./execution_key.ts";

/** Where many solicitudes wait without keeping people's own. */
const BULK_LANE = 1;

/** The part of a statement that makes the job of the first run of each row of `run`, a solicitud's `id`. */
export function insertFirstRuns(): SQL {
  return insertJobs("solicitud.execute", {
    from: sql`run`,
    key: executionKeyOf(sql`run.id`),
    payload: sql`jsonb_build_object('solicitudId', run.id, 'trigger', 'created')`,
    lane: BULK_LANE,
  });
}
