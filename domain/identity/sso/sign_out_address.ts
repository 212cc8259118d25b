import type { Organization, Services } from "../../ctx.ts";
import { accountDb } from "../_accounts.ts";
import type { IdentityServices } from "../identity.ts";
import { endSessionAddress } from "../oidc/end_session_address.ts";
import { mayBeSentTo } from "../providers/provider_address.ts";
import { findProvider } from "../providers/provider.ts";
import { logoutAddress } from "../saml/logout_address.ts";
import type { EndedSession } from "../sign_out.ts";

/**
 * Where a browser signs out at the provider as well, once the session here has ended; undefined where the provider has no
 * such place, or cannot be asked now.
 */
export async function signOutAddress(
  services: Services,
  identity: IdentityServices,
  organization: Organization,
  ended: EndedSession,
): Promise<string | undefined> {
  try {
    const provider = await accountDb(services, organization.id, "sso.find_provider")
      .one((db) => findProvider(db, organization.id, ended.providerId));
    if (!provider?.isEnabled || provider.kind === "ldap") return undefined;
    const from = { services, identity, organization, session: ended.session };
    const address = provider.kind === "oidc"
      ? await endSessionAddress(from, provider)
      : await logoutAddress(from, provider);
    return address !== undefined && mayBeSentTo(address, identity.sso) ? address : undefined;
  } catch (error) {
    // Whoever signs out is out here; that the provider is not told ends nothing.
    services.log.warn("Cannot sign out at the identity provider", { provider_id: ended.providerId, error });
    return undefined;
  }
}
