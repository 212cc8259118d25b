import { and, eq, isNull, ne } from "drizzle-orm";
import { sessions } from "#db/schema/sessions.ts";
import type { Db } from "#db/tenant_db.ts";
import { inAccount } from "./_accounts.ts";

/**
 * Ends sessions of a person, with all their tokens, and tells how many. Once that is committed, `forgetPerson` of
 * `SessionStates` makes it count at once in this process; elsewhere it takes up to 4 seconds.
 */
export async function endSessions(
  tx: Db,
  of: {
    organizationId: string | null;
    userId: string;
    reason: string;
    now: number;
    /** The session that goes on. */
    except?: string;
    /** The only one to end. */
    only?: string;
  },
): Promise<number> {
  const ended = await tx.update(sessions).set({ revokedAt: new Date(of.now), revokedReason: of.reason })
    .where(and(
      inAccount(sessions.organizationId, of.organizationId),
      eq(sessions.userId, of.userId),
      isNull(sessions.revokedAt),
      of.except === undefined ? undefined : ne(sessions.id, of.except),
      of.only === undefined ? undefined : eq(sessions.id, of.only),
    )).returning({ id: sessions.id });
  return ended.length;
}
