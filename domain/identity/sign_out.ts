import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import type { IdentityServices } from "./identity.ts";
import { recordAct } from "./record_act.ts";

/** Which provider vouched for a session that has ended, for signing out there as well. */
export interface EndedSession {
  providerId: string;
  session: string | null;
}

/**
 * Ends the caller's own session, with all its tokens. Doing it twice is no mistake. Returns the provider's part in it;
 * undefined where no provider had any.
 */
export async function signOut(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
): Promise<EndedSession | undefined> {
  const organizationId = "organization" in ctx ? ctx.organization.id : null;
  const { sessionId, userId } = ctx.actor;
  const ended = await accountDb(ctx, organizationId, "session.end").tx(async (tx) => {
    const [ended] = await tx.update(sessions)
      .set({ revokedAt: new Date(ctx.clock.now()), revokedReason: "signed_out" })
      .where(and(
        inAccount(sessions.organizationId, organizationId),
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
      ))
      .returning({ providerId: sessions.providerId, session: sessions.providerSession });
    if (!ended) return undefined;
    await recordAct(tx, ctx, { organizationId, actorId: userId, action: "session.end", targetId: sessionId });
    return ended;
  });
  identity.sessions.forget(sessionId);
  return ended?.providerId ? { providerId: ended.providerId, session: ended.session } : undefined;
}
