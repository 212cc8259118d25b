import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import type { PortalHealth } from "../portals/portal.ts";

/** Breaker, pace, budget and window of each portal. @throws {StoreUnavailable} */
export async function getPortalHealth(ctx: PlatformCtx): Promise<PortalHealth[]> {
  authorizePlatform(ctx);
  return [await ctx.portal.health()];
}
