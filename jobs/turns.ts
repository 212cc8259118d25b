/** Turns between tenants where only the table is there to say who waits, and many wait. */
import { type SQL, sql } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";

/** The organizations with jobs that wait, each found by one look into the index, however many jobs it has. */
const WAITING = sql`
  with recursive waiting as (
    (select ${jobs.organizationId} as id from ${jobs}
      where ${jobs.status} = 'ready' and ${jobs.organizationId} is not null order by 1 limit 1)
    union all
    select (select ${jobs.organizationId} from ${jobs}
      where ${jobs.status} = 'ready' and ${jobs.organizationId} > waiting.id order by 1 limit 1)
    from waiting where waiting.id is not null
  ), tenants as (
    select waiting.id, first.lane from waiting cross join lateral (
      select ${jobs.lane} as lane from ${jobs}
      where ${jobs.status} = 'ready' and ${jobs.organizationId} = waiting.id and ${jobs.runAt} <= now()
      order by ${jobs.lane}, ${jobs.runAt}, ${jobs.id} limit 1
    ) first
  ), chosen as (
    select id, count(*) over () as tenants from tenants order by lane, random()`;

/**
 * Ids of up to `count` jobs that are due: as many of each organization, its first ones first. Where there are more
 * organizations than that, those whose jobs have the lowest lane, and among them chance decides.
 */
export function dueInTurns(count: number, options: { lock: boolean }): SQL {
  const lock = options.lock ? sql`for update skip locked` : sql``;
  return sql`${WAITING} limit ${count}
  )
  select turn.id from chosen cross join lateral (
    select ${jobs.id} as id, ${jobs.lane} as lane from ${jobs}
    where ${jobs.status} = 'ready' and ${jobs.organizationId} = chosen.id and ${jobs.runAt} <= now()
    order by ${jobs.lane}, ${jobs.runAt}, ${jobs.id}
    limit (select (${count}::int + least(max(tenants), ${count}::int) - 1) / least(max(tenants), ${count}::int) from chosen)
    ${lock}
  ) turn order by turn.lane limit ${count}`;
}
