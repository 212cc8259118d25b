import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import type { Db } from "#db/tenant_db.ts";
import { endSessions } from "../identity/end_sessions.ts";
import { withdrawAllSteps } from "../identity/one_time.ts";

/** Ends whatever lets somebody in at this moment: sessions, keys, and steps half taken. */
export async function endAccess(
  tx: Db,
  { organizationId, userId, now, reason }: {
    organizationId: string;
    userId: string;
    now: number;
    reason: string;
  },
): Promise<{ sessions: number; keys: number }> {
  const sessions = await endSessions(tx, { organizationId, userId, now, reason });
  const keys = await tx.update(apiKeys).set({ revokedAt: new Date(now) }).where(and(
    eq(apiKeys.organizationId, organizationId),
    eq(apiKeys.createdBy, userId),
    isNull(apiKeys.revokedAt),
  )).returning({ id: apiKeys.id });
  await withdrawAllSteps(tx, { organizationId, userId, now });
  return { sessions, keys: keys.length };
}
