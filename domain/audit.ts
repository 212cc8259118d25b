import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "./ctx.ts";
import { recordAct } from "./identity/record_act.ts";

/** Records a member's act in the transaction that performs it. `data` holds no secrets. */
export async function audit(
  tx: Db,
  ctx: Ctx,
  act: { action: string; targetId?: string; data?: Record<string, unknown> },
): Promise<void> {
  await recordAct(tx, ctx, { ...act, organizationId: ctx.organization.id, actorId: ctx.actor.userId });
}
