import { and, gt, isNotNull, lte, sql } from "drizzle-orm";
import { portalDays } from "#db/schema/portal_days.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { bogotaDate } from "../bogota.ts";
import type { Services } from "../ctx.ts";
import { nextBogotaMidnight } from "../portals/bogota_time.ts";
import { loadRunDays } from "../solicitudes/load_run_days.ts";
import { isAtRest, lateWatch, setNextRuns, WATCH } from "./_rows.ts";
import { CALL_COUNTS, LAST_RUN, usualCalls } from "./_calls.ts";
import { budgetOn, callsOf } from "./forecast.ts";
import { usedToday } from "./plan_portal.ts";
import { spreadOverRest } from "./spread.ts";

/**
 * Where the portal cannot be asked for all watches that are still to come today, they run in a fair order instead of at
 * their own times: each organization gets the same share of its watches, the stalest first. Once a day.
 */
export async function orderShortDay(
  services: Pick<Services, "portal" | "platformDb" | "clock">,
): Promise<void> {
  const { portal, platformDb, clock } = services;
  const now = clock.now();
  const days = await loadRunDays(services);
  const budget = budgetOn(bogotaDate(now), { now, limits: portal.limits, used: await usedToday(services) });
  if (budget === null || !days.window.isOpen(now)) return;
  await platformDb.tx({ purpose: "portal.order_day" }, async (tx) => {
    const rest = and(
      isAtRest,
      isNotNull(solicitudes.nextRunAt),
      gt(solicitudes.nextRunAt, new Date(now)),
      lte(solicitudes.nextRunAt, new Date(nextBogotaMidnight(now))),
    );
    const waiting = await tx.select(CALL_COUNTS).from(solicitudes).leftJoinLateral(LAST_RUN, sql`true`).where(
      rest,
    );
    if (callsOf(waiting, usualCalls(waiting)) <= budget || !await claimDay(tx, portal.source, now)) return;
    const watches = await tx.select(WATCH).from(solicitudes).where(rest).orderBy(solicitudes.id)
      .for("update", { skipLocked: true });
    await setNextRuns(tx, spreadOverRest(watches.map(lateWatch), { now, days, perMinute: null }));
  });
}

/** True for the one who does it. */
async function claimDay(tx: Db, source: string, now: number): Promise<boolean> {
  const at = new Date(now);
  const made = await tx.insert(portalDays).values({ source, day: bogotaDate(now), orderedAt: at })
    .onConflictDoUpdate({
      target: [portalDays.source, portalDays.day],
      set: { orderedAt: at },
      setWhere: sql`${portalDays.orderedAt} is null`,
    }).returning({ day: portalDays.day });
  return made.length > 0;
}
