import { and, eq, inArray } from "drizzle-orm";
import { externalIdentities, identityProviders } from "#db/schema/identity_providers.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../../audit.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { isUuid } from "../../cursor.ts";
import { DomainError } from "../../errors.ts";
import { requireFresh } from "../freshness.ts";
import type { IdentityServices } from "../identity.ts";
import { isProvider } from "./provider.ts";

/**
 * Removes a provider for good. Its people stay members; from then on LEXIA keeps their data.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `provider_not_found`.
 */
export async function deleteProvider(ctx: Ctx, identity: IdentityServices, id: string): Promise<void> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  if (!isUuid(id)) throw new DomainError("provider_not_found");
  await ctx.db.tx(async (tx) => {
    await releasePeople(tx, ctx.organization.id, id);
    const [gone] = await tx.delete(identityProviders).where(isProvider(ctx.organization.id, id))
      .returning({ kind: identityProviders.kind, name: identityProviders.name });
    if (!gone) throw new DomainError("provider_not_found");
    await audit(tx, ctx, { action: "provider.delete", targetId: id, data: { before: gone } });
  });
  identity.enabledProviders.forget(ctx.organization.id);
}

async function releasePeople(tx: Db, organizationId: string, providerId: string): Promise<void> {
  const theirs = tx.select({ userId: externalIdentities.userId }).from(externalIdentities).where(and(
    eq(externalIdentities.organizationId, organizationId),
    eq(externalIdentities.providerId, providerId),
  ));
  await tx.update(users).set({ managedBy: null }).where(and(
    eq(users.organizationId, organizationId),
    inArray(users.managedBy, ["ldap", "oidc", "saml"]),
    inArray(users.id, theirs),
  ));
}
