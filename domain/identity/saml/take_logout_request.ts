import { or, type SQL } from "drizzle-orm";
import type { Organization } from "../../ctx.ts";
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { SamlProvider } from "../providers/kinds.ts";
import { mayBeSentTo } from "../providers/provider_address.ts";
import { endProviderSessions } from "../sso/end_provider_sessions.ts";
import { isNamed, isSession } from "../sso/provider_session.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { plainReason, SsoRefusal } from "../sso/sso_refusal.ts";
import { takeOnce } from "../sso/take_once.ts";
import { acsAddress, entityId, sloAddress } from "./addresses.ts";
import { type Carried, signedMessage } from "./carried_message.ts";
import { findSamlProvider } from "./find_saml_provider.ts";
import { type LogoutFacts, readLogoutRequest } from "./logout_request.ts";
import { newMessageId, samlClient } from "./saml_client.ts";
import { samlKey } from "./saml_key.ts";
import { XmlRefused } from "./xml.ts";

/**
 * Ends the sessions that a provider says are over: those of the person it names, or of them those it names. It counts
 * once, and signed. Whose browser has carried it does not matter. Returns where the signed answer goes; undefined where
 * the provider takes none.
 * @throws {DomainError} `sso_provider_unavailable`, `sso_assertion_refused` or `too_many_attempts`.
 */
export async function takeLogoutRequest(
  visitor: VisitorCtx,
  { providerId, carried }: { providerId: string; carried: Carried },
): Promise<string | undefined> {
  const organization = visitedOrganization(visitor);
  return await asSsoRefusal(visitor, { method: "saml", providerId }, async () => {
    const provider = await findSamlProvider(visitor, organization.id, providerId);
    if (!provider?.isEnabled) throw new SsoRefusal("sso_provider_unavailable", "There is no such provider");
    const { facts, relayState } = await read(visitor, organization, { provider, carried });
    await end(visitor, organization.id, providerId, facts);
    return await answerAddress(visitor, organization, { provider, requestId: facts.id, relayState });
  });
}

interface Sent {
  provider: SamlProvider;
  carried: Carried;
}

async function read(visitor: VisitorCtx, organization: Organization, { provider, carried }: Sent) {
  const { id, settings: { entity_id: issuer, certificates } } = provider;
  try {
    const { message, relayState } = await signedMessage(carried, {
      field: "SAMLRequest",
      name: "LogoutRequest",
      destination: sloAddress(visitor, organization, id),
      issuer,
      certificates,
    });
    return { facts: readLogoutRequest(message, visitor.services.clock.now()), relayState };
  } catch (cause) {
    if (!(cause instanceof XmlRefused)) throw cause;
    throw new SsoRefusal("sso_assertion_refused", plainReason(cause.message), { cause });
  }
}

async function end(
  visitor: VisitorCtx,
  organizationId: string,
  providerId: string,
  { id, name, sessionIndexes, worthlessAt }: LogoutFacts,
): Promise<void> {
  const { services, identity } = visitor;
  const any = await Promise.all(sessionIndexes.map((sid) => isSession(identity.sealer, providerId, sid)));
  const named = [await isNamed(identity.sealer, providerId, name), or(...any)]
    .filter((part): part is SQL => part !== undefined);
  const ended = await accountDb(services, organizationId, "sso.saml_logout").tx(async (tx) => {
    await takeOnce(tx, { providerId, what: "logout request", id, until: worthlessAt });
    return await endProviderSessions(tx, visitor, { organizationId, providerId, named });
  });
  for (const id of ended) identity.sessions.forget(id);
}

async function answerAddress(
  visitor: VisitorCtx,
  organization: Organization,
  { provider, requestId, relayState }: { provider: SamlProvider; requestId: string; relayState: string },
): Promise<string | undefined> {
  const { settings } = provider;
  if (settings.sign_out_url === null || !mayBeSentTo(settings.sign_out_url, visitor.identity.sso)) {
    return undefined;
  }
  const issuer = entityId(visitor, organization, provider.id);
  const client = await samlClient({
    settings,
    entityId: issuer,
    acs: acsAddress(visitor, organization, provider.id),
    privateKey: await samlKey(visitor, organization.id, provider),
    messageId: newMessageId(),
  });
  // Of the request it reads the ID alone.
  const request = { ID: requestId, issuer, nameID: "", nameIDFormat: "" };
  return await client.getLogoutResponseUrlAsync(request, relayState, {}, true);
}
