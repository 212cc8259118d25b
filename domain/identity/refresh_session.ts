import { and, eq, isNull } from "drizzle-orm";
import { refreshTokens, sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { accountDb, inAccount, recordAct } from "./_accounts.ts";
import type { VisitorCtx } from "./identity.ts";
import { hashOpaqueToken, newOpaqueToken } from "./opaque_token.ts";
import { audienceOf, type TokenSession } from "./open_session.ts";

/**
 * Gives the next access and refresh token of a session. A refresh token that comes a second time means that somebody
 * else has a copy: the whole session ends (RFC 9700, section 4.14.2). There is no grace for a lost answer.
 * @throws {DomainError} `token_invalid`, `not_a_member` or `refresh_token_reused`.
 */
export async function refreshSession(visitor: VisitorCtx, refreshToken: string): Promise<TokenSession> {
  const { services, identity } = visitor;
  const usedHash = await hashOpaqueToken(refreshToken, "lxr_");
  if (usedHash === undefined) throw new DomainError("token_invalid");
  const organizationId = visitor.organization?.id ?? null;
  const next = await newOpaqueToken("lxr_");

  const outcome = await accountDb(services, organizationId, "session.refresh").tx(async (tx) => {
    const used = await useToken(tx, visitor, usedHash);
    if (!used) return await endReused(tx, visitor, usedHash);
    const { sessionId, expiresAt } = used;
    await tx.insert(refreshTokens).values({ organizationId, sessionId, tokenHash: next.hash, expiresAt });
    return { reused: false as const, ...used };
  });

  if (outcome.reused) {
    identity.sessions.forget(outcome.sessionId);
    throw new DomainError("refresh_token_reused");
  }
  const { sessionId, expiresAt } = outcome;
  const audience = audienceOf(organizationId);
  const { actor } = await identity.sessions.load(audience, sessionId);
  const issued = await identity.tokens.issue({ userId: actor.userId, sessionId, audience });
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
  return { reused: true as const, sessionId: reused.sessionId };
}
