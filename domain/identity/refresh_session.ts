import { and, eq, isNull } from "drizzle-orm";
import { refreshTokens, sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import type { VisitorCtx } from "./identity.ts";
import { hashOpaqueToken, newOpaqueToken } from "./opaque_token.ts";
import { audienceOf, type TokenSession } from "./open_session.ts";
import { findLiveSession } from "./session_state.ts";
import { recordAct } from "./record_act.ts";

/**
 * Gives the next access and refresh token of a session. A refresh token that comes a second time means that somebody
 * else has a copy: the whole session ends (RFC 9700, section 4.14.2). There is no grace for a lost answer.
 * @throws {DomainError} `token_invalid`, `not_a_member` or `refresh_token_reused`.
 */
export async function refreshSession(visitor: VisitorCtx, refreshToken: string): Promise<TokenSession> {
  const { services, identity } = visitor;
  const usedHash = hashOpaqueToken(refreshToken, "lxr_");
  if (usedHash === undefined) throw new DomainError("token_invalid");
  const organizationId = visitor.organization?.id ?? null;
  const next = newOpaqueToken("lxr_");
  // Read before the token is used up, so that as little as can be fails afterwards.
  await identity.keys.current();

  const outcome = await accountDb(services, organizationId, "session.refresh").tx(async (tx) => {
    const used = await useToken(tx, visitor, usedHash);
    if (!used) return await endReused(tx, visitor, usedHash);
    const { sessionId, expiresAt } = used;
    const session = await findLiveSession(tx, organizationId, { sessionId }, { now: services.clock.now() });
    if (!session) throw new DomainError("token_invalid");
    if (!session.isMember) throw new DomainError("not_a_member");
    await tx.insert(refreshTokens).values({ organizationId, sessionId, tokenHash: next.hash, expiresAt });
    return { ...used, userId: session.actor.userId };
  });

  if ("reusedSessionId" in outcome) {
    identity.sessions.forget(outcome.reusedSessionId);
    throw new DomainError("refresh_token_reused");
  }
  const { sessionId, userId, expiresAt } = outcome;
  const issued = await identity.tokens.issue({ userId, sessionId, audience: audienceOf(organizationId) });
  return { ...issued, sessionId, refreshToken: next.token, expiresAt };
}

/** Takes an unused token. Of two requests at once the second waits for the row, then finds it used. */
async function useToken(tx: Db, visitor: VisitorCtx, tokenHash: string) {
  const now = new Date(visitor.services.clock.now());
  const [used] = await tx.update(refreshTokens).set({ usedAt: now })
    .where(and(
      inAccount(refreshTokens.organizationId, visitor.organization?.id ?? null),
      eq(refreshTokens.tokenHash, tokenHash),
      isNull(refreshTokens.usedAt),
    ))
    .returning({ sessionId: refreshTokens.sessionId, expiresAt: refreshTokens.expiresAt });
  return used;
}

/** The session of a token that was used before. @throws {DomainError} `token_invalid` where nobody knows the token. */
async function endReused(tx: Db, visitor: VisitorCtx, tokenHash: string) {
  const organizationId = visitor.organization?.id ?? null;
  const [reused] = await tx.select({ sessionId: refreshTokens.sessionId }).from(refreshTokens)
    .where(
      and(inAccount(refreshTokens.organizationId, organizationId), eq(refreshTokens.tokenHash, tokenHash)),
    );
  if (!reused) throw new DomainError("token_invalid");

  const [ended] = await tx.update(sessions)
    .set({ revokedAt: new Date(visitor.services.clock.now()), revokedReason: "refresh_token_reused" })
    .where(and(
      inAccount(sessions.organizationId, organizationId),
      eq(sessions.id, reused.sessionId),
      isNull(sessions.revokedAt),
    ))
    .returning({ userId: sessions.userId });
  if (ended) {
    await recordAct(tx, visitor, {
      organizationId,
      actorId: null,
      action: "session.refresh_token_reused",
      targetId: reused.sessionId,
      data: { user_id: ended.userId },
    });
  }
  return { reusedSessionId: reused.sessionId };
}
