import * as openid from "openid-client";
import type { Organization, Services } from "../../ctx.ts";
import type { IdentityServices } from "../identity.ts";
import type { OidcProvider } from "../providers/kinds.ts";
import { proofIn } from "../sso/provider_session.ts";
import { afterLogoutAddress } from "./addresses.ts";

/** By OpenID Connect RP-Initiated Logout 1.0; undefined where the provider does not speak it. Rejects where it is away. */
export async function endSessionAddress(
  { services, identity, organization, session }: {
    services: Services;
    identity: IdentityServices;
    organization: Organization;
    session: string | null;
  },
  provider: OidcProvider,
): Promise<string | undefined> {
  const { configuration } = await identity.oidc.of(provider);
  if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
  const idToken = await proofIn(identity.sealer, session);
  const { href } = openid.buildEndSessionUrl(configuration, {
    post_logout_redirect_uri: afterLogoutAddress({ services }, organization),
    ...(idToken === undefined ? {} : { id_token_hint: idToken }),
  });
  return href;
}
