import { sql } from "drizzle-orm";
import { authorizePlatform } from "../authz.ts";
import { BOGOTA_OFFSET_MS, nextBogotaMonth } from "../bogota.ts";
import type { PlatformCtx } from "../ctx.ts";

/** What one organization used in a month of America/Bogota. */
export interface MonthOfUse {
  organizationId: string;
  subdomain: string;
  name: string;
  plan: string;
  isActive: boolean;
  /** `YYYY-MM`. */
  month: string;
  /** Executions with a trustworthy answer: what the plan counts. */
  queries: number;
  /** Of the plan, now; null: none. */
  queryLimit: number | null;
  /** Whatever came of them. */
  executions: number;
  /** Found within the month, those grouped with another one not counted. */
  novedades: number;
  /** Made within the month, of those that there still are. */
  newSolicitudes: number;
  /** At the time of asking: all that there are, and those that are watched. */
  solicitudes: number;
  watches: number;
  people: number;
  peopleLimit: number | null;
  apiKeys: number;
  /** Of uploads and exports that are kept at the time of asking. */
  storageBytes: number;
}

interface Row {
  [name: string]: unknown;
  id: string;
  subdomain: string;
  name: string;
  plan: string;
  is_active: boolean;
  query_limit: number | null;
  people_limit: number | null;
  queries: number;
  executions: number;
  novedades: number;
  new_solicitudes: number;
  solicitudes: number;
  watches: number;
  people: number;
  api_keys: number;
  storage: string | number;
}

/**
 * What each organization used in a month, by subdomain; one of them where one is named. Looking is on record.
 * @throws {DomainError} `permission_denied`
 */
export async function surveyUsage(
  ctx: PlatformCtx,
  { month, organizationId = null }: { month: string; organizationId?: string | null },
): Promise<MonthOfUse[]> {
  authorizePlatform(ctx);
  const begin = Date.parse(`${month}-01`) + BOGOTA_OFFSET_MS;
  const [from, to] = [begin, nextBogotaMonth(begin)].map((at) =>
    sql`${new Date(at).toISOString()}::timestamptz`
  );
  const { address, requestId } = ctx;
  const data = { month, ...(organizationId === null ? {} : { organization_id: organizationId }) };
  const audit = { actorId: ctx.actor.userId, action: "usage.list", data, address, requestId };
  const rows = await ctx.platformDb.one({ purpose: "usage.survey", audit }, (db) =>
    db.execute<Row>(sql`
    select o.id::text, o.subdomain, o.name, o.plan, o.is_active, o.max_queries_per_month as query_limit,
      o.max_users as people_limit,
      coalesce((select queries from usage_months u where u.organization_id = o.id and u.month = ${month}), 0)::int
        as queries,
      (select count(*) from executions e where e.organization_id = o.id
        and e.started_at >= ${from} and e.started_at < ${to})::int as executions,
      (select count(*) from novedades n where n.organization_id = o.id and n.leader_id is null
        and n.detected_at >= ${from} and n.detected_at < ${to})::int as novedades,
      (select count(*) from solicitudes s where s.organization_id = o.id
        and s.created_at >= ${from} and s.created_at < ${to})::int as new_solicitudes,
      (select count(*) from solicitudes s where s.organization_id = o.id)::int as solicitudes,
      (select count(*) from solicitudes s where s.organization_id = o.id and s.frequency <> 'once'
        and s.status in ('pending', 'processing', 'completed', 'failed'))::int as watches,
      (select count(*) from organization_users m where m.organization_id = o.id and m.is_active)::int as people,
      (select count(*) from api_keys k where k.organization_id = o.id and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > now()))::int as api_keys,
      (select coalesce(sum(size), 0) from bulk_uploads b where b.organization_id = o.id and b.file_key is not null)
        + (select coalesce(sum(size), 0) from exports x where x.organization_id = o.id and x.file_key is not null)
        as storage
    from organizations o where ${organizationId}::uuid is null or o.id = ${organizationId}::uuid
    order by o.subdomain`));
  return rows.map((row) => ({
    organizationId: row.id,
    subdomain: row.subdomain,
    name: row.name,
    plan: row.plan,
    isActive: row.is_active,
    month,
    queries: row.queries,
    queryLimit: row.query_limit,
    executions: row.executions,
    novedades: row.novedades,
    newSolicitudes: row.new_solicitudes,
    solicitudes: row.solicitudes,
    watches: row.watches,
    people: row.people,
    peopleLimit: row.people_limit,
    apiKeys: row.api_keys,
    storageBytes: Number(row.storage),
  }));
}
