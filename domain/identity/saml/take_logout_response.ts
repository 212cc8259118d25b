import type { Organization } from "../../ctx.ts";
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import { takeStep } from "../one_time.ts";
import type { SamlProvider } from "../providers/kinds.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { plainReason, SsoRefusal } from "../sso/sso_refusal.ts";
import { sloAddress } from "./addresses.ts";
import { type Carried, signedMessage } from "./carried_message.ts";
import { findSamlProvider } from "./find_saml_provider.ts";
import { requireSuccess } from "./response_gate.ts";
import { XmlRefused } from "./xml.ts";

/**
 * Takes the answer to a logout request of LEXIA's. The session here has ended before; what comes of it is only whether
 * the person hears that they may still be signed in there.
 * @throws {DomainError} `sso_sign_out_incomplete`, or `too_many_attempts`.
 */
export async function takeLogoutResponse(
  visitor: VisitorCtx,
  { providerId, carried }: { providerId: string; carried: Carried },
): Promise<void> {
  const organization = visitedOrganization(visitor);
  await asSsoRefusal(visitor, { method: "saml", providerId }, async () => {
    const provider = await findSamlProvider(visitor, organization.id, providerId);
    if (!provider) throw new SsoRefusal("sso_sign_out_incomplete", "There is no such provider");
    try {
      await check(visitor, organization, provider, carried);
    } catch (cause) {
      if (!(cause instanceof XmlRefused)) throw cause;
      throw new SsoRefusal("sso_sign_out_incomplete", plainReason(cause.message), { cause });
    }
  });
}

/** @throws {XmlRefused} */
async function check(
  visitor: VisitorCtx,
  organization: Organization,
  { id: providerId, settings }: SamlProvider,
  carried: Carried,
): Promise<void> {
  const { services } = visitor;
  const { message, relayState } = await signedMessage(carried, {
    field: "SAMLResponse",
    name: "LogoutResponse",
    destination: sloAddress(visitor, organization, providerId),
    issuer: settings.entity_id,
    certificates: settings.certificates,
  });
  const step = await accountDb(services, organization.id, "sso.end_sign_out").tx((tx) =>
    takeStep(tx, {
      organizationId: organization.id,
      purpose: "saml_sign_out",
      token: relayState,
      now: services.clock.now(),
    })
  );
  const isAsked = step?.data.providerId === providerId &&
    step.data.requestId === message.getAttribute("InResponseTo");
  if (!isAsked) throw new XmlRefused("It answers no request that is open");
  requireSuccess(message);
}
