import { and, eq, inArray, type SQL } from "drizzle-orm";
import { jwtVerify } from "jose";
import { z } from "zod";
import { externalIdentities } from "#db/schema/identity_providers.ts";
import { sessions } from "#db/schema/sessions.ts";
import { DomainError } from "../../errors.ts";
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import type { OidcProvider } from "../providers/kinds.ts";
import { SKEW_SECONDS } from "../sso/clock_skew.ts";
import { endProviderSessions } from "../sso/end_provider_sessions.ts";
import { asSsoRefusal, visitedOrganization } from "../sso/record_sso_refusal.ts";
import { isSession } from "../sso/provider_session.ts";
import { plainReason, SsoRefusal } from "../sso/sso_refusal.ts";
import { takeOnce } from "../sso/take_once.ts";
import { findOidcProvider } from "./find_oidc_provider.ts";
import { SIGNING_ALGORITHMS } from "./signing_algorithms.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const LONGEST = 16_000;
const OLDEST_SECONDS = 10 * 60;

const LogoutToken = z.object({
  iat: z.number(),
  jti: z.string().min(1).max(500),
  sub: z.string().min(1).max(500).optional(),
  sid: z.string().min(1).max(500).optional(),
  events: z.object({ [EVENT]: z.record(z.string(), z.unknown()) }),
  // A token that has one was made for another purpose.
  nonce: z.never().optional(),
}).refine(
  ({ sub, sid }) => sub !== undefined || sid !== undefined,
  "It names neither a person nor a session",
);
type LogoutToken = z.output<typeof LogoutToken>;

/**
 * Ends the sessions that a provider says are over (OpenID Connect Back-Channel Logout 1.0): the one of a `sid`, or all
 * that the person has through this provider. Returns how many.
 * @throws {DomainError} `sso_provider_unavailable` or `sso_assertion_refused`.
 */
export async function backChannelLogout(
  visitor: VisitorCtx,
  input: { providerId: string; logoutToken: string },
): Promise<number> {
  const { providerId, logoutToken } = input;
  const organization = visitedOrganization(visitor);
  return await asSsoRefusal(visitor, { method: "oidc", providerId }, async () => {
    const provider = await findOidcProvider(visitor, organization.id, providerId);
    if (!provider) throw new SsoRefusal("sso_provider_unavailable", "There is no such provider");
    const token = await verify(visitor, provider, logoutToken);
    return await endSessions(visitor, organization.id, provider, token);
  });
}

async function verify(
  { services, identity }: VisitorCtx,
  provider: OidcProvider,
  text: string,
): Promise<LogoutToken> {
  const { configuration, keys } = await identity.oidc.of(provider).catch((cause) => {
    throw new SsoRefusal("sso_provider_unavailable", "Its discovery document cannot be had", { cause });
  });
  try {
    if (text.length > LONGEST) throw new Error("The token is too long");
    const { payload } = await jwtVerify(text, keys, {
      algorithms: SIGNING_ALGORITHMS,
      issuer: configuration.serverMetadata().issuer,
      audience: provider.settings.client_id,
      clockTolerance: SKEW_SECONDS,
      currentDate: new Date(services.clock.now()),
      maxTokenAge: OLDEST_SECONDS,
    });
    return LogoutToken.parse(payload);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    const words = cause instanceof z.ZodError ? cause.issues.map(({ message }) => message).join("; ") : cause;
    const reason = plainReason(words instanceof Error ? words.message : String(words));
    throw new SsoRefusal("sso_assertion_refused", reason, { cause });
  }
}

async function endSessions(
  visitor: VisitorCtx,
  organizationId: string,
  provider: OidcProvider,
  token: LogoutToken,
): Promise<number> {
  const { services, identity } = visitor;
  const named: SQL[] = token.sid === undefined
    ? []
    : [await isSession(identity.sealer, provider.id, token.sid)];
  const until = services.clock.now() + 2 * OLDEST_SECONDS * 1_000;
  const ended = await accountDb(services, organizationId, "sso.back_channel_logout").tx(async (tx) => {
    await takeOnce(tx, { providerId: provider.id, what: "logout token", id: token.jti, until });
    if (token.sub !== undefined) {
      named.push(inArray(
        sessions.userId,
        tx.select({ id: externalIdentities.userId }).from(externalIdentities).where(and(
          eq(externalIdentities.organizationId, organizationId),
          eq(externalIdentities.providerId, provider.id),
          eq(externalIdentities.subject, token.sub),
        )),
      ));
    }
    return await endProviderSessions(tx, visitor, { organizationId, providerId: provider.id, named });
  });
  for (const id of ended) identity.sessions.forget(id);
  return ended.length;
}
