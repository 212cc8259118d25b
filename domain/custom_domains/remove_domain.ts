import { customDomains } from "#db/schema/custom_domains.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { findDomain, isDomain } from "./custom_domain.ts";

/** The domain is served no more: here at once, elsewhere within 5 seconds. @throws {DomainError} `permission_denied`, `domain_not_found` */
export async function removeDomain(
  ctx: Ctx,
  { directory }: Pick<IdentityServices, "directory">,
  id: string,
): Promise<void> {
  authorize(ctx, "update_org_settings");
  const organizationId = ctx.organization.id;
  const { domain } = await ctx.db.tx(async (tx) => {
    const found = await findDomain(tx, { organizationId, id }, { lock: true });
    await tx.delete(customDomains).where(isDomain(organizationId, id));
    const before = { domain: found.domain, verified_at: found.verifiedAt };
    await audit(tx, ctx, { action: "domain.remove", targetId: id, data: { before } });
    return found;
  });
  directory.forgetDomain(domain);
}
