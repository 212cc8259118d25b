import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import { admit, type Admitted } from "../sso/admit.ts";
import type { SamlSettings } from "../providers/saml_settings.ts";
import { endFlow } from "../sso/flow.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { plainReason, SsoRefusal } from "../sso/sso_refusal.ts";
import { takeOnce } from "../sso/take_once.ts";
import { acsAddress, entityId } from "./addresses.ts";
import { findSamlProvider } from "./find_saml_provider.ts";
import { signedAssertion } from "./response_gate.ts";
import { samlKey } from "./saml_key.ts";
import { type AssertionFacts, readAssertion } from "./signed_assertion.ts";
import { vouchedBy } from "./vouched_attributes.ts";

interface Posted {
  providerId: string;
  /** Base64 of the response. */
  response: string;
  relayState: string;
  /** The browser's secret; null: it brought none. */
  browser: string | null;
}

/**
 * Signs somebody in whom a SAML provider sends back. Only the answer to a request of LEXIA's counts, once, in the browser
 * that made it.
 * @throws {DomainError} a code of `SsoRefusal`, or `too_many_attempts`.
 */
export async function finishSaml(visitor: VisitorCtx, posted: Posted): Promise<Admitted> {
  const { providerId, relayState, browser } = posted;
  const organization = visitedOrganization(visitor);
  return await asSsoRefusal(visitor, { method: "saml", providerId }, async () => {
    const provider = await findSamlProvider(visitor, organization.id, providerId);
    if (!provider?.isEnabled) throw new SsoRefusal("sso_provider_unavailable", "There is no such provider");
    const flow = await endFlow(visitor, organization.id, {
      purpose: "saml_sign_in",
      providerId,
      token: relayState === "" ? null : relayState,
      browser,
    });
    const facts = await verify(posted.response, {
      settings: provider.settings,
      audience: entityId(visitor, organization, providerId),
      destination: acsAddress(visitor, organization, providerId),
      privateKey: await samlKey(visitor, organization.id, provider),
      requestId: flow.data.requestId ?? "",
      now: visitor.services.clock.now(),
    });
    const { id, worthlessAt: until } = facts;
    await accountDb(visitor.services, organization.id, "sso.take_assertion")
      .tx((tx) => takeOnce(tx, { providerId, what: "assertion", id, until }));
    const vouched = vouchedBy(provider.settings, facts);
    return await admit(visitor, { provider, vouched, flow });
  });
}

interface Verification {
  settings: SamlSettings;
  audience: string;
  destination: string;
  privateKey: string;
  requestId: string;
  now: number;
}

/** @throws {SsoRefusal} `sso_assertion_refused` */
async function verify(response: string, how: Verification): Promise<AssertionFacts> {
  const { settings, audience, destination, requestId, privateKey, now } = how;
  const expected = { destination, issuer: settings.entity_id, requestId };
  try {
    const keys = { certificates: settings.certificates, privateKey };
    return readAssertion(await signedAssertion(response, expected, keys), { ...expected, audience, now });
  } catch (cause) {
    const reason = cause instanceof Error ? plainReason(cause.message) : "Unknown";
    throw new SsoRefusal("sso_assertion_refused", reason, { cause });
  }
}
