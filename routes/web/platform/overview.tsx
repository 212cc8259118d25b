/** What an operator of the platform sees first. */
import { getOverview } from "#domain/operations/get_overview.ts";
import { getPortalHealth } from "#domain/operations/get_portal_health.ts";
import { type Instance, listInstances } from "#domain/operations/instances.ts";
import { StoreUnavailable } from "#domain/ports.ts";
import { getPortalPlan } from "#domain/watching/plan_portal.ts";
import { Overview } from "#views/platform/overview.tsx";
import type { LexiaContext } from "../../_env.ts";
import { frameOf, show } from "../_page.ts";
import { LIVE_SCRIPT } from "../assets.ts";

export async function overviewPage(c: LexiaContext): Promise<Response> {
  const ctx = c.var.platformCtx;
  const [figures, portals, plan, instances] = await Promise.all([
    getOverview(ctx),
    whereKnown(getPortalHealth(ctx)),
    getPortalPlan(ctx),
    whereKnown(listInstances(ctx)),
  ]);
  return show(
    c,
    <Overview
      frame={frameOf(c)}
      script={LIVE_SCRIPT.path}
      figures={figures}
      portal={portals?.[0] ?? null}
      days={plan.days}
      instances={instances && summaryOf(instances)}
    />,
  );
}

function summaryOf(instances: readonly Instance[]) {
  const alive = instances.filter(({ isSilent }) => !isSilent);
  return {
    alive: alive.length,
    silent: instances.length - alive.length,
    working: alive.filter(({ role }) => role !== "serve").length,
    jobsRunning: alive.reduce((sum, { jobsRunning }) => sum + jobsRunning, 0),
  };
}

/** Null where the shared store cannot be asked: the page shows the rest. */
export async function whereKnown<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StoreUnavailable) return null;
    throw error;
  }
}
