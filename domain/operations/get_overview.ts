import { sql } from "drizzle-orm";
import { authorizePlatform } from "../authz.ts";
import { bogotaMonth } from "../bogota.ts";
import type { PlatformCtx } from "../ctx.ts";
import { LANE_DEPTHS, type LaneDepth, lanesOf } from "./_lanes.ts";

/** The platform in figures: nothing of any one organization. */
export interface PlatformOverview {
  organizations: {
    active: number;
    suspended: number;
    /** Active ones that have used up the month's queries, and those from 80 % on. */
    atQuota: number;
    nearQuota: number;
  };
  planRequests: number;
  /** Of this month, all organizations together. */
  queries: number;
  watches: { active: number; held: number };
  lanes: LaneDepth[];
  buried: { total: number; lastDay: number };
  /** Requests of people who were known, within a day, that LEXIA failed. */
  failedRequests: number;
  /** Looks into organizations that go on now. */
  impersonations: number;
}

interface Row {
  [name: string]: unknown;
  active: number;
  suspended: number;
  at_quota: number;
  near_quota: number;
  plan_requests: number;
  queries: number;
  watched: number;
  held: number;
  lanes: unknown;
  buried: number;
  buried_today: number;
  failed: number;
  impersonations: number;
}

/** One statement. @throws {DomainError} `permission_denied` */
export async function getOverview(ctx: PlatformCtx): Promise<PlatformOverview> {
  authorizePlatform(ctx);
  const month = bogotaMonth(ctx.clock.now());
  const [row] = await ctx.platformDb.one({ purpose: "platform.overview" }, (db) =>
    db.execute<Row>(sql`
    with used as (
      select o.is_active, o.max_queries_per_month as most, coalesce(u.queries, 0) as queries
      from organizations o left join usage_months u on u.organization_id = o.id and u.month = ${month}
    )
    select
      (select count(*) from used where is_active)::int as active,
      (select count(*) from used where not is_active)::int as suspended,
      (select count(*) from used where is_active and queries >= most)::int as at_quota,
      (select count(*) from used where is_active and queries < most and queries >= most * 0.8)::int as near_quota,
      (select count(*) from plan_requests where status = 'pending')::int as plan_requests,
      (select coalesce(sum(queries), 0) from used)::int as queries,
      (select count(*) from solicitudes where frequency <> 'once'
        and status in ('pending', 'processing', 'completed', 'failed'))::int as watched,
      (select count(*) from solicitudes where status = 'held')::int as held,
      ${LANE_DEPTHS} as lanes,
      (select count(*) from jobs where status = 'buried')::int as buried,
      (select count(*) from jobs where status = 'buried' and finished_at > now() - interval '1 day')::int
        as buried_today,
      (select count(*) from audit_log where action = 'request.failed'
        and created_at > now() - interval '1 day')::int as failed,
      (select count(*) from impersonations where ended_at is null and expires_at > now())::int
        as impersonations`));
  if (!row) throw new Error("The database gave no figures");
  return {
    organizations: {
      active: row.active,
      suspended: row.suspended,
      atQuota: row.at_quota,
      nearQuota: row.near_quota,
    },
    planRequests: row.plan_requests,
    queries: row.queries,
    watches: { active: row.watched, held: row.held },
    lanes: lanesOf(row.lanes),
    buried: { total: row.buried, lastDay: row.buried_today },
    failedRequests: row.failed,
    impersonations: row.impersonations,
  };
}
