import { sql } from "drizzle-orm";
import { portalDays } from "#db/schema/portal_days.ts";
import { bogotaDate } from "../bogota.ts";
import type { Services } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";
import { tellOperators } from "../operations/tell_operators.ts";
import { loadRunDays } from "../solicitudes/load_run_days.ts";
import { planPortal } from "./plan_portal.ts";

/** Tells operators, once a day, that the portal cannot be asked for all watches of a day to come; the metrics, always. */
export async function warnOfShortfall(
  services: Pick<Services, "portal" | "platformDb" | "clock" | "metrics">,
  sealer: Sealer,
): Promise<void> {
  const { platformDb, clock, metrics } = services;
  const now = clock.now();
  const today = bogotaDate(now);
  const runDays = await loadRunDays(services);
  await platformDb.tx({ purpose: "portal.warn" }, async (tx) => {
    const { source, days } = await planPortal(tx, services, runDays);
    metrics.set("portal_plan_shortfall", Math.max(0, ...days.map(({ shortfall }) => shortfall)), { source });
    const short = days.find(({ day, shortfall }) => day > today && shortfall > 0);
    if (!short) return;
    const at = new Date(now);
    const claimed = await tx.insert(portalDays).values({ source, day: today, warnedAt: at })
      .onConflictDoUpdate({
        target: [portalDays.source, portalDays.day],
        set: { warnedAt: at },
        setWhere: sql`${portalDays.warnedAt} is null`,
      }).returning({ day: portalDays.day });
    if (claimed.length === 0) return;
    const { day, watches, callsNeeded, budget, shortfall } = short;
    const says = { source: source.toUpperCase(), day, watches, callsNeeded, budget, shortfall };
    await tellOperators(tx, sealer, (locale) => ({ kind: "portal_shortfall", locale, says }));
  });
}
