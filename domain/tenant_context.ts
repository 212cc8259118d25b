import type { Actor, Ctx, Organization, Services } from "./ctx.ts";

/** What verbs get for one request within an organization. */
export function tenantContext(
  services: Services,
  request: { organization: Organization; actor: Actor; requestId: string; address: string | null },
): Ctx {
  return { ...services, ...request, db: services.tenantDb(request.organization.id) };
}
