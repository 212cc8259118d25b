import { sql } from "drizzle-orm";
import { z } from "zod";

/** How much waits and runs in one of the queue's lanes. */
export interface LaneDepth {
  /** 0: people who wait, 1: bulk, 2: watches. */
  lane: number;
  /** Due now. */
  due: number;
  /** For later: another attempt, or a window. */
  later: number;
  running: number;
  /** How long the oldest due job has waited, in seconds. */
  oldestSeconds: number;
}

const LANES = [0, 1, 2];

/** For a select of the platform's: only what is not done is read, by its indexes. */
export const LANE_DEPTHS = sql`(select coalesce(json_agg(l), '[]'::json) from (
  select lane,
    count(*) filter (where status = 'ready' and run_at <= now())::int as due,
    count(*) filter (where status = 'ready' and run_at > now())::int as later,
    count(*) filter (where status = 'running')::int as running,
    coalesce(extract(epoch from now() - min(run_at) filter (where status = 'ready' and run_at <= now())), 0)::float8
      as "oldestSeconds"
  from jobs where status in ('ready', 'running') group by lane
) l)`;

const Depths = z.array(z.object({
  lane: z.int(),
  due: z.int(),
  later: z.int(),
  running: z.int(),
  oldestSeconds: z.number(),
}));

/** All three lanes, whether or not something is in them; drivers give JSON as text or read. */
export function lanesOf(json: unknown): LaneDepth[] {
  const depths = Depths.parse(typeof json === "string" ? JSON.parse(json) : json);
  return LANES.map((lane) =>
    depths.find((depth) => depth.lane === lane) ?? { lane, due: 0, later: 0, running: 0, oldestSeconds: 0 }
  );
}
