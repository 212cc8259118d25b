import { sql } from "drizzle-orm";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";

/** Requests or jobs that failed in the same way. */
export interface Failure {
  kind: "request" | "job";
  /** Of the error, or why the job was given up. */
  code: string;
  /** `POST /api/v1/solicitudes`, or the job's task. */
  where: string;
  count: number;
  organizations: number;
  lastAt: Date;
  /** Of the latest request; null for jobs. */
  requestId: string | null;
}

interface Row {
  [name: string]: unknown;
  kind: Failure["kind"];
  code: string;
  place: string;
  count: number;
  organizations: number;
  last_at: string;
  request_id: string | null;
}

const SHOWN = 100;

/** What failed within the last days, grouped, the latest first: requests of people who were known, and buried jobs. */
export async function listFailures(ctx: PlatformCtx, { days }: { days: number }): Promise<Failure[]> {
  authorizePlatform(ctx);
  const since = sql`now() - make_interval(days => ${days}::int)`;
  const rows = await ctx.platformDb.one({ purpose: "platform.failures" }, (db) =>
    db.execute<Row>(sql`
    select *, to_char(last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_at from (
      select 'request' as kind, coalesce(data->>'code', 'internal_error') as code,
        concat_ws(' ', data->>'method', data->>'endpoint') as place,
        count(*)::int as count, count(distinct organization_id)::int as organizations,
        max(created_at) as last_at, (array_agg(request_id order by created_at desc))[1] as request_id
      from audit_log where action = 'request.failed' and created_at > ${since} group by 2, 3
      union all
      select 'job', coalesce(last_error, 'unknown'), task, count(*)::int,
        count(distinct organization_id)::int, max(finished_at), null
      from jobs where status = 'buried' and finished_at > ${since} group by 2, 3
    ) f order by f.last_at desc limit ${SHOWN}`));
  return rows.map((row) => ({
    kind: row.kind,
    code: row.code,
    where: row.place,
    count: row.count,
    organizations: row.organizations,
    lastAt: new Date(row.last_at),
    requestId: row.request_id,
  }));
}
