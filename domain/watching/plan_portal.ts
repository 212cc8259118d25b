/** The plan of the next days: what watches will need of the portal, and whether that is there. */
import { and, inArray, ne, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx, Services } from "../ctx.ts";
import { StoreUnavailable } from "../ports.ts";
import { loadRunDays } from "../solicitudes/load_run_days.ts";
import type { RunDays } from "../solicitudes/run_days.ts";
import { CALL_COUNTS, type CallCounts, LAST_RUN, usualCalls } from "./_calls.ts";
import { callsOf, forecast, type PlannedDay, type TenantShare, type WatchGroup } from "./forecast.ts";

export interface NamedShare extends TenantShare {
  name: string;
}

export interface PortalPlan {
  source: string;
  /** On average, of all watches. */
  callsPerCheck: number;
  days: (Omit<PlannedDay, "tenants"> & { tenants: NamedShare[] })[];
}

/** Of the judicial days. */
export const DAYS_PLANNED = 5;

/** What operators see. @throws {DomainError} `permission_denied` */
export async function getPortalPlan(ctx: PlatformCtx): Promise<PortalPlan> {
  authorizePlatform(ctx);
  const runDays = await loadRunDays(ctx);
  return await ctx.platformDb.tx({ purpose: "portal.plan" }, (tx) => planPortal(tx, ctx, runDays));
}

export async function planPortal(
  tx: Db,
  services: Pick<Services, "portal" | "clock">,
  runDays: RunDays,
): Promise<PortalPlan> {
  const { portal } = services;
  const groups = await watchGroups(tx);
  const usual = usualCalls(groups);
  const days = forecast(groups, {
    now: services.clock.now(),
    days: runDays,
    limits: portal.limits,
    usualCalls: usual,
    used: await usedToday(services),
    count: DAYS_PLANNED,
  });
  const ids = [
    ...new Set(days.flatMap(({ tenants }) => tenants.map(({ organizationId }) => organizationId))),
  ];
  const names = new Map(
    ids.length === 0
      ? []
      : (await tx.select({ id: organizations.id, name: organizations.name }).from(organizations)
        .where(inArray(organizations.id, ids))).map(({ id, name }) => [id, name]),
  );
  const named = (share: TenantShare) => ({ ...share, name: names.get(share.organizationId) ?? "" });
  return {
    source: portal.source,
    callsPerCheck: perCheck(groups, usual),
    days: days.map((day) => ({ ...day, tenants: day.tenants.map(named) })),
  };
}

function perCheck(groups: readonly WatchGroup[], usual: number): number {
  const watches = groups.reduce((sum, group) => sum + group.watches, 0);
  return watches === 0 ? usual : callsOf(groups, usual) / watches;
}

/** Calls of this day; none where nobody can say. */
export async function usedToday({ portal }: Pick<Services, "portal">): Promise<number> {
  try {
    return (await portal.health()).budget.used;
  } catch (error) {
    if (error instanceof StoreUnavailable) return 0;
    throw error;
  }
}

async function watchGroups(tx: Db): Promise<(WatchGroup & CallCounts)[]> {
  const dueOn = sql<string | null>`(${solicitudes.nextRunAt} at time zone 'America/Bogota')::date::text`;
  const { organizationId, frequency, runOn } = solicitudes;
  const rows = await tx.select({ organizationId, frequency, runOn, dueOn, ...CALL_COUNTS }).from(solicitudes)
    .leftJoinLateral(LAST_RUN, sql`true`)
    .where(and(
      ne(frequency, "once"),
      inArray(solicitudes.status, ["pending", "processing", "completed", "failed"]),
      sql`${organizationId} in (select id from organizations where is_active)`,
    )).groupBy(organizationId, frequency, runOn, dueOn);
  return rows.flatMap((row) => row.frequency === "once" ? [] : [{ ...row, frequency: row.frequency }]);
}
