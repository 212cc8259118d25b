/** The court portals, for operators: how LEXIA asks them, and whether that suffices. */
import { getPortalHealth } from "#domain/operations/get_portal_health.ts";
import { getPortalPlan } from "#domain/watching/plan_portal.ts";
import { PortalPage } from "#views/platform/portal.tsx";
import type { LexiaContext } from "../../_env.ts";
import { frameOf, show } from "../_page.ts";
import { LIVE_SCRIPT } from "../assets.ts";
import { whereKnown } from "./overview.tsx";

export async function portalPage(c: LexiaContext): Promise<Response> {
  const ctx = c.var.platformCtx;
  const [sources, plan] = await Promise.all([whereKnown(getPortalHealth(ctx)), getPortalPlan(ctx)]);
  return show(
    c,
    <PortalPage
      frame={frameOf(c)}
      script={LIVE_SCRIPT.path}
      now={new Date(ctx.clock.now())}
      sources={sources}
      callsPerCheck={plan.callsPerCheck}
      days={plan.days}
    />,
  );
}
