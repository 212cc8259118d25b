import { auditLog } from "#db/schema/audit_log.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Actor } from "../ctx.ts";

/** Where a line of the audit log comes from. Contexts of requests are such places, and name the actor. */
export interface Whence {
  address: string | null;
  requestId: string;
  actor?: Pick<Actor, "sessionId" | "proof">;
}

/**
 * Writes to the audit log, in the transaction in which it happens, what somebody did who is no member of the
 * organization: a visitor, an operator or nobody. For members there is `audit`. Where `where` has an actor, what stands
 * between them and the act is added by itself.
 */
export async function recordAct(
  tx: Db,
  where: Whence,
  act: {
    organizationId: string | null;
    actorId: string | null;
    action: string;
    targetId?: string;
    data?: Record<string, unknown>;
  },
): Promise<void> {
  const data = { ...act.data, ...viaOf(where.actor) };
  await tx.insert(auditLog).values({ ...act, data, address: where.address, requestId: where.requestId });
}

/** What stands between the person and the act: a key, or the operator who looks in. */
export function viaOf(actor: Whence["actor"]): Record<string, unknown> {
  if (!actor) return {};
  const { sessionId, proof } = actor;
  if (proof.via === "api_key") return { api_key: sessionId };
  return proof.impersonatorId === null ? {} : { impersonated_by: proof.impersonatorId };
}
