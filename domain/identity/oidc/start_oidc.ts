import * as openid from "openid-client";
import type { VisitorCtx } from "../identity.ts";
import { mayBeSentTo } from "../providers/provider_address.ts";
import { askingIn, type Confirming } from "../sso/asking.ts";
import { beginFlow } from "../sso/flow.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { SsoRefusal } from "../sso/sso_refusal.ts";
import { callbackAddress } from "./addresses.ts";
import { findOidcProvider } from "./find_oidc_provider.ts";

/**
 * Where to send a browser that wants to sign in with that provider, or to prove again who it is: code flow with PKCE
 * (RFC 7636), state and nonce.
 * @throws {DomainError} `sso_provider_unavailable`
 */
export async function startOidc(
  visitor: VisitorCtx,
  input: { providerId: string; browser: string; next: string; confirming?: Confirming },
): Promise<string> {
  const { providerId, browser, next, confirming } = input;
  const organization = visitedOrganization(visitor);
  return await asSsoRefusal(visitor, { method: "oidc", providerId }, async () => {
    const provider = await findOidcProvider(visitor, organization.id, providerId);
    if (!provider) throw new SsoRefusal("sso_provider_unavailable", "There is no such provider");
    const { configuration } = await visitor.identity.oidc.of(provider).catch((cause) => {
      throw new SsoRefusal("sso_provider_unavailable", "Its discovery document cannot be had", { cause });
    });
    const [nonce, verifier] = [openid.randomNonce(), openid.randomPKCECodeVerifier()];
    const asking = askingIn(provider.settings, confirming, visitor.services.clock.now());
    const state = await beginFlow(visitor, organization.id, {
      purpose: "oidc_sign_in",
      providerId,
      browser,
      next,
      data: { ...asking, nonce, verifier: await visitor.identity.sealer.seal(verifier, "one_time") },
    });
    const address = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: callbackAddress(visitor, organization, providerId),
      scope: [...new Set(["openid", ...provider.settings.scopes])].join(" "),
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
      ...("askedAt" in asking ? { prompt: "login", max_age: "0" } : {}),
    });
    if (!mayBeSentTo(address.href, visitor.identity.sso)) {
      throw new SsoRefusal("sso_provider_unavailable", "Its authorization endpoint is not at https://");
    }
    return address.href;
  });
}
