import * as openid from "openid-client";
import type { Organization, Services } from "../../ctx.ts";
import type { IdentityServices } from "../identity.ts";
import { mayBeSentTo } from "../providers/provider_address.ts";
import { idTokenOf } from "../sso/provider_session.ts";
import { afterLogoutAddress } from "./addresses.ts";
import { findOidcProvider } from "./find_oidc_provider.ts";

/**
 * Where a browser signs out at the provider as well (OpenID Connect RP-Initiated Logout 1.0), once the session here has
 * ended; undefined where the provider has no such place, or cannot be asked now.
 */
export async function endSessionAddress(
  services: Services,
  identity: IdentityServices,
  organization: Organization,
  ended: { providerId: string; session: string | null },
): Promise<string | undefined> {
  try {
    const provider = await findOidcProvider({ services }, organization.id, ended.providerId);
    if (!provider) return undefined;
    const { configuration } = await identity.oidc.of(provider);
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    const idToken = await idTokenOf(identity.sealer, ended.session);
    const { href } = openid.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: afterLogoutAddress({ services }, organization),
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    });
    return mayBeSentTo(href, identity.sso) ? href : undefined;
  } catch (error) {
    // Whoever signs out is out here; that the provider is not told ends nothing.
    services.log.warn("Cannot sign out at the identity provider", { provider_id: ended.providerId, error });
    return undefined;
  }
}
