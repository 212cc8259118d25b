/** How many queries an organization may still make this month (product.md: 100 % answers 402). */
import { and, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { usageMonths } from "#db/schema/usage_months.ts";
import type { Db } from "#db/tenant_db.ts";
import { bogotaMonth, nextBogotaMonth } from "./bogota.ts";
import type { Ctx } from "./ctx.ts";
import { DomainError } from "./errors.ts";

/**
 * Makes sure that one more query fits, those already promised to waiting solicitudes included. Holds the month's row
 * until the transaction ends, so that of many at once exactly as many pass as there is room for.
 * @throws {DomainError} `quota_exceeded`
 */
export async function requireQuota(tx: Db, ctx: Ctx): Promise<void> {
  const limit = ctx.organization.maxQueriesPerMonth;
  if (limit === null) return;
  const now = ctx.clock.now();
  const month = bogotaMonth(now);
  await tx.insert(usageMonths).values({ month }).onConflictDoNothing();
  const [usage] = await tx.select({ queries: usageMonths.queries }).from(usageMonths)
    .where(and(eq(usageMonths.organizationId, ctx.organization.id), eq(usageMonths.month, month)))
    .for("update");
  const [promised] = await tx.select({ solicitudes: count() }).from(solicitudes).where(and(
    eq(solicitudes.organizationId, ctx.organization.id),
    inArray(solicitudes.status, ["pending", "processing"]),
    isNull(solicitudes.baselineAt),
  ));
  const used = (usage?.queries ?? 0) + (promised?.solicitudes ?? 0);
  if (used < limit) return;
  const resetsAt = new Date(nextBogotaMonth(now)).toISOString();
  throw new DomainError("quota_exceeded", {
    detail: `All ${limit} queries of ${month} are used: upgrade the plan, or wait until ${resetsAt}`,
    extra: { usage: used, limit, resets_at: resetsAt, upgrade_url: ctx.upgradeUrl(ctx.organization) },
  });
}

/** Counts one execution that got a trustworthy answer. */
export async function countQuery(tx: Db, at: number): Promise<void> {
  await tx.insert(usageMonths).values({ month: bogotaMonth(at), queries: 1 }).onConflictDoUpdate({
    target: [usageMonths.organizationId, usageMonths.month],
    set: { queries: sql`${usageMonths.queries} + 1` },
  });
}
