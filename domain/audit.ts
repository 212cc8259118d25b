import { auditLog } from "#db/schema/audit_log.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "./ctx.ts";

/** Records an act in the transaction that performs it. `data` holds no secrets. */
export async function audit(
  tx: Db,
  ctx: Ctx,
  act: { action: string; targetId?: string; data?: Record<string, unknown> },
): Promise<void> {
  await tx.insert(auditLog).values({
    actorId: ctx.actor.userId,
    action: act.action,
    targetId: act.targetId ?? null,
    data: act.data ?? {},
    address: ctx.address,
    requestId: ctx.requestId,
  });
}
