import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { OidcProvider } from "../providers/kinds.ts";
import { findProvider } from "../providers/provider.ts";

/** A provider of the organization that is switched on; undefined where there is none of that id and kind. */
export async function findOidcProvider(
  { services }: Pick<VisitorCtx, "services">,
  organizationId: string,
  id: string,
): Promise<OidcProvider | undefined> {
  const provider = await accountDb(services, organizationId, "sso.find_provider")
    .one((db) => findProvider(db, organizationId, id));
  return provider?.kind === "oidc" && provider.isEnabled ? provider : undefined;
}
