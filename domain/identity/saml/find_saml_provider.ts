import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { SamlProvider } from "../providers/kinds.ts";
import { findProvider } from "../providers/provider.ts";

/** A provider of the organization, switched on or not; undefined where there is none of that id and kind. */
export async function findSamlProvider(
  { services }: Pick<VisitorCtx, "services">,
  organizationId: string,
  id: string,
): Promise<SamlProvider | undefined> {
  const provider = await accountDb(services, organizationId, "sso.find_provider")
    .one((db) => findProvider(db, organizationId, id));
  return provider?.kind === "saml" ? provider : undefined;
}
