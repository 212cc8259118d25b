import { auditLog } from "#db/schema/audit_log.ts";
import type { Db } from "#db/tenant_db.ts";

/**
 * Writes to the audit log, in the transaction in which it happens, what somebody did who is no member of the
 * organization: a visitor, an operator or nobody. For members there is `audit`.
 */
export async function recordAct(
  tx: Db,
  where: { address: string | null; requestId: string },
  act: {
    organizationId: string | null;
    actorId: string | null;
    action: string;
    targetId?: string;
    data?: Record<string, unknown>;
  },
): Promise<void> {
  await tx.insert(auditLog).values({ ...act, address: where.address, requestId: where.requestId });
}
