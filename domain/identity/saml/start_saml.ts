import type { VisitorCtx } from "../identity.ts";
import { mayBeSentTo } from "../providers/provider_address.ts";
import { askingIn, type Confirming } from "../sso/asking.ts";
import { beginFlow } from "../sso/flow.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { SsoRefusal } from "../sso/sso_refusal.ts";
import { acsAddress, entityId } from "./addresses.ts";
import { findSamlProvider } from "./find_saml_provider.ts";
import { newMessageId, samlClient } from "./saml_client.ts";
import { samlKey } from "./saml_key.ts";

/**
 * Where to send a browser that wants to sign in with that provider, or to prove again who it is: a signed request by
 * HTTP-Redirect.
 * @throws {DomainError} `sso_provider_unavailable`
 */
export async function startSaml(
  visitor: VisitorCtx,
  input: { providerId: string; browser: string; next: string; confirming?: Confirming },
): Promise<string> {
  const { providerId, browser, next, confirming } = input;
  const organization = visitedOrganization(visitor);
  return await asSsoRefusal(visitor, { method: "saml", providerId }, async () => {
    const provider = await findSamlProvider(visitor, organization.id, providerId);
    if (!provider?.isEnabled) throw new SsoRefusal("sso_provider_unavailable", "There is no such provider");
    if (!mayBeSentTo(provider.settings.sign_in_url, visitor.identity.sso)) {
      throw new SsoRefusal("sso_provider_unavailable", "Its sign-in address is not at https://");
    }
    const requestId = newMessageId();
    const asking = askingIn(provider.settings, confirming, visitor.services.clock.now());
    const relayState = await beginFlow(visitor, organization.id, {
      purpose: "saml_sign_in",
      providerId,
      browser,
      next,
      data: { ...asking, requestId },
    });
    const client = await samlClient({
      settings: provider.settings,
      entityId: entityId(visitor, organization, providerId),
      acs: acsAddress(visitor, organization, providerId),
      privateKey: await samlKey(visitor, organization.id, provider),
      messageId: requestId,
      isAskedAlways: "askedAt" in asking,
    });
    return await client.getAuthorizeUrlAsync(relayState, undefined, {});
  });
}
