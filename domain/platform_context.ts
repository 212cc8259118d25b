import type { Actor, PlatformCtx, Services } from "./ctx.ts";

/** What verbs get for one request of an operator of the platform. */
export function platformContext(
  services: Services,
  request: { actor: Actor; requestId: string; address: string | null },
): PlatformCtx {
  return { ...services, ...request };
}
