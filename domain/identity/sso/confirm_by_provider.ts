import { and, eq, gt, isNull } from "drizzle-orm";
import { externalIdentities } from "#db/schema/identity_providers.ts";
import { sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { OidcProvider, SamlProvider } from "../providers/kinds.ts";
import { recordAct } from "../record_act.ts";
import type { Confirming } from "./asking.ts";
import { keptSession } from "./provider_session.ts";
import { visitedOrganization } from "./record_sso_refusal.ts";
import { SsoRefusal } from "./sso_refusal.ts";
import type { Vouched } from "./vouched.ts";

/**
 * A fresh proof by the provider that the session came from: it has just asked, and it was the same person.
 * @throws {SsoRefusal} `sso_assertion_refused` for somebody else, `sso_state_invalid` for a session that has ended or
 * that another provider, or none, has vouched for.
 */
export async function confirmByProvider(
  visitor: VisitorCtx,
  { provider, vouched }: { provider: OidcProvider | SamlProvider; vouched: Vouched },
  { sessionId, userId }: Confirming,
): Promise<void> {
  const { services, identity } = visitor;
  const { id: organizationId } = visitedOrganization(visitor);
  const providerSession = await keptSession(identity.sealer, provider.id, vouched.session);
  const now = new Date(services.clock.now());
  await accountDb(services, organizationId, "session.confirm").tx(async (tx) => {
    if (await personOf(tx, organizationId, provider.id, vouched.subject) !== userId) {
      throw new SsoRefusal("sso_assertion_refused", "It was another person who signed in at the provider");
    }
    const renewed = await tx.update(sessions).set({
      authenticatedAt: now,
      providerSession,
      ...(vouched.hasSecondFactor ? { secondFactorAt: now } : {}),
    }).where(and(
      eq(sessions.organizationId, organizationId),
      eq(sessions.id, sessionId),
      eq(sessions.userId, userId),
      eq(sessions.providerId, provider.id),
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, now),
    )).returning({ id: sessions.id });
    if (renewed.length === 0) {
      throw new SsoRefusal("sso_state_invalid", "The session that was to be confirmed is not the provider's");
    }
    const act = { organizationId, actorId: userId, action: "session.confirm", targetId: sessionId };
    await recordAct(tx, visitor, { ...act, data: { by: provider.kind } });
  });
  identity.sessions.forget(sessionId);
}

async function personOf(
  tx: Db,
  organizationId: string,
  providerId: string,
  subject: string,
): Promise<string | undefined> {
  const [known] = await tx.select({ userId: externalIdentities.userId }).from(externalIdentities).where(and(
    eq(externalIdentities.organizationId, organizationId),
    eq(externalIdentities.providerId, providerId),
    eq(externalIdentities.subject, subject),
  ));
  return known?.userId;
}
