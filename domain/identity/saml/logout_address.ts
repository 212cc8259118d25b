import { z } from "zod";
import type { Organization, Services } from "../../ctx.ts";
import { accountDb } from "../_accounts.ts";
import type { IdentityServices } from "../identity.ts";
import { offerStep } from "../one_time.ts";
import type { SamlProvider } from "../providers/kinds.ts";
import { FLOW_SECONDS } from "../sso/flow.ts";
import { proofIn } from "../sso/provider_session.ts";
import { acsAddress, entityId } from "./addresses.ts";
import { newMessageId, samlClient } from "./saml_client.ts";
import { samlKey } from "./saml_key.ts";

const UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

/** What a session keeps for it: the NameID as the provider wrote it, and its name of the session. */
const Subject = z.object({
  value: z.string(),
  format: z.string().nullable(),
  nameQualifier: z.string().nullable(),
  spNameQualifier: z.string().nullable(),
  sessionIndex: z.string().nullable(),
});
export type Subject = z.output<typeof Subject>;

/**
 * By a signed request of SAML's single logout (SAML 2.0 Profiles, section 4.4), which the provider answers through the
 * browser; undefined where it does not speak that.
 */
export async function logoutAddress(
  { services, identity, organization, session }: {
    services: Services;
    identity: IdentityServices;
    organization: Organization;
    session: string | null;
  },
  provider: SamlProvider,
): Promise<string | undefined> {
  const kept = await proofIn(identity.sealer, session);
  if (provider.settings.sign_out_url === null || kept === undefined) return undefined;
  const subject = Subject.parse(JSON.parse(kept));
  const requestId = newMessageId();
  const relayState = await accountDb(services, organization.id, "sso.begin_sign_out").tx((tx) =>
    offerStep(tx, {
      organizationId: organization.id,
      userId: null,
      purpose: "saml_sign_out",
      expiresAt: new Date(services.clock.now() + FLOW_SECONDS * 1_000),
      data: { providerId: provider.id, requestId },
    })
  );
  const client = await samlClient({
    settings: provider.settings,
    entityId: entityId({ services }, organization, provider.id),
    acs: acsAddress({ services }, organization, provider.id),
    privateKey: await samlKey({ services, identity }, organization.id, provider),
    messageId: requestId,
  });
  return await client.getLogoutUrlAsync(
    {
      issuer: provider.settings.entity_id,
      nameID: subject.value,
      nameIDFormat: subject.format ?? UNSPECIFIED,
      nameQualifier: subject.nameQualifier ?? undefined,
      spNameQualifier: subject.spNameQualifier ?? undefined,
      sessionIndex: subject.sessionIndex ?? undefined,
    },
    relayState,
    {},
  );
}
