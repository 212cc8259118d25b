import { eq, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { usageDays } from "#db/schema/usage_days.ts";
import { usageMonths } from "#db/schema/usage_months.ts";
import { authorize } from "../authz.ts";
import { bogotaMonth, nextBogotaMonth } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";

export interface Usage {
  /** The calendar month in America/Bogota, `YYYY-MM`. */
  period: string;
  /** A limit of null is none. */
  queries: { used: number; limit: number | null };
  users: { used: number; limit: number | null };
  /** Of this month, those on which queries were used. */
  days: { day: string; queries: number }[];
  /** Watches that wait for the month's end or another plan. */
  held: number;
  /** Midnight there at the beginning of the next month. */
  resetsAt: Date;
  upgradeUrl: string;
}

/** What the organization has used this month. @throws {DomainError} `permission_denied` */
export async function getUsage(ctx: Ctx): Promise<Usage> {
  authorize(ctx, "view_org_analytics", "manage_billing");
  const { id, maxQueriesPerMonth, maxUsers } = ctx.organization;
  const now = ctx.clock.now();
  const period = bogotaMonth(now);
  const [used] = await ctx.db.one((db) =>
    db.select({
      queries: sql`coalesce((select ${usageMonths.queries} from ${usageMonths}
        where ${usageMonths.organizationId} = ${id} and ${usageMonths.month} = ${period}), 0)`.mapWith(
        Number,
      ),
      held: sql`(select count(*) from ${solicitudes}
        where ${solicitudes.organizationId} = ${id} and ${solicitudes.status} = 'held')`.mapWith(Number),
      // The list as the API shows it: days as text.
      days: sql<Usage["days"]>`coalesce((
        select json_agg(json_build_object('day', d.day::text, 'queries', d.queries) order by d.day) from ${usageDays} d
        where d.organization_id = ${id} and to_char(d.day, 'YYYY-MM') = ${period}
      ), '[]'::json)`,
      users: sql`(select count(*) from ${organizationUsers}
        where ${organizationUsers.organizationId} = ${id} and ${organizationUsers.isActive})`.mapWith(Number),
    }).from(organizations).where(eq(organizations.id, id))
  );
  return {
    period,
    queries: { used: used?.queries ?? 0, limit: maxQueriesPerMonth },
    users: { used: used?.users ?? 0, limit: maxUsers },
    days: used?.days ?? [],
    held: used?.held ?? 0,
    resetsAt: new Date(nextBogotaMonth(now)),
    upgradeUrl: ctx.upgradeUrl(ctx.organization),
  };
}
