import { asc, eq } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { isUuid } from "../../cursor.ts";
import { DomainError } from "../../errors.ts";
import type { IdentityServices } from "../identity.ts";
import { asProvider, findProvider, openSecrets, type Provider } from "./provider.ts";
import { type ProviderView, viewOf } from "./view.ts";

/** All of them, the oldest first: there are few. @throws {DomainError} `permission_denied` */
export async function listProviders(ctx: Ctx, identity: IdentityServices): Promise<ProviderView[]> {
  authorize(ctx, "update_org_settings");
  const rows = await ctx.db.one((db) =>
    db.select().from(identityProviders).where(eq(identityProviders.organizationId, ctx.organization.id))
      .orderBy(asc(identityProviders.createdAt), asc(identityProviders.id))
  );
  return await Promise.all(rows.map((row) => shown(identity, asProvider(row))));
}

/** @throws {DomainError} `permission_denied`, `provider_not_found` */
export async function getProvider(ctx: Ctx, identity: IdentityServices, id: string): Promise<ProviderView> {
  authorize(ctx, "update_org_settings");
  const provider = isUuid(id)
    ? await ctx.db.one((db) => findProvider(db, ctx.organization.id, id))
    : undefined;
  if (!provider) throw new DomainError("provider_not_found");
  return await shown(identity, provider);
}

async function shown(identity: IdentityServices, provider: Provider): Promise<ProviderView> {
  return viewOf(provider, await openSecrets(identity.sealer, provider));
}
