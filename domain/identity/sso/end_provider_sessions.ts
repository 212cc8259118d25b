import { and, eq, isNull, type SQL } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import type { VisitorCtx } from "../identity.ts";
import { recordAct } from "../record_act.ts";

/**
 * Ends the open ones of the sessions for which that provider has vouched and that `named` picks out, with a line for
 * each. Once that is committed, `forget` of `SessionStates` makes it count at once in this process.
 */
export async function endProviderSessions(
  tx: Db,
  visitor: VisitorCtx,
  { organizationId, providerId, named }: { organizationId: string; providerId: string; named: SQL[] },
): Promise<string[]> {
  const ended = await tx.update(sessions)
    .set({ revokedAt: new Date(visitor.services.clock.now()), revokedReason: "provider_signed_out" })
    .where(and(
      eq(sessions.organizationId, organizationId),
      eq(sessions.providerId, providerId),
      isNull(sessions.revokedAt),
      ...named,
    )).returning({ id: sessions.id, userId: sessions.userId });
  for (const { id, userId } of ended) {
    await recordAct(tx, visitor, {
      organizationId,
      actorId: null,
      action: "session.end",
      targetId: id,
      data: { by: "provider", provider: providerId, user_id: userId },
    });
  }
  return ended.map(({ id }) => id);
}
