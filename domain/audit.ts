import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Values } from "#db/prepared.ts";
import { auditLog } from "#db/schema/audit_log.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "./ctx.ts";
import { recordAct, viaOf } from "./identity/record_act.ts";

/** Records a member's act in the transaction that performs it. `data` holds no secrets. */
export async function audit(
  tx: Db,
  ctx: Ctx,
  act: { action: string; targetId?: string; data?: Record<string, unknown> },
): Promise<void> {
  await recordAct(tx, ctx, { ...act, organizationId: ctx.organization.id, actorId: ctx.actor.userId });
}

/** The same of many at once, in one statement. */
export async function auditMany(
  tx: Db,
  ctx: Ctx,
  acts: readonly { action: string; targetId: string; data: Record<string, unknown> }[],
): Promise<void> {
  if (acts.length === 0) return;
  const [via, actorId] = [viaOf(ctx.actor), ctx.actor.userId];
  const { address, requestId, organization } = ctx;
  await tx.insert(auditLog).values(acts.map(({ data, ...act }) => ({
    ...act,
    organizationId: organization.id,
    actorId,
    data: { ...data, ...via },
    address,
    requestId,
  })));
}

/** What differs between two states of a thing, field by field: what a line on a change says. */
export function changed<T extends Record<string, unknown>>(
  before: T,
  after: T,
): { before: Partial<T>; after: Partial<T> } {
  const names = Object.keys(after).filter((name) =>
    JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null)
  );
  const only = (state: T) =>
    Object.fromEntries(names.map((name) => [name, state[name] ?? null])) as Partial<T>;
  return { before: only(before), after: only(after) };
}

/**
 * The part of a prepared statement that records an act for each row of `from`; `targetId` and `data` are expressions
 * over that row. The statement gets `auditValues`.
 */
export function insertAudit(
  slot: (name: string) => Placeholder,
  { action, from, targetId, data }: { action: string; from: SQL; targetId: SQL; data: SQL },
): SQL {
  return sql`insert into audit_log (actor_id, action, target_id, data, address, request_id)
    select ${slot("auditActorId")}::uuid, ${sql.raw(`'${action}'`)}, ${targetId}, ${data} || ${
    slot("auditVia")
  }::jsonb,
      ${slot("auditAddress")}, ${slot("auditRequestId")} from ${from}`;
}

export function auditValues(ctx: Ctx): Values {
  return {
    auditActorId: ctx.actor.userId,
    auditAddress: ctx.address,
    auditRequestId: ctx.requestId,
    auditVia: JSON.stringify(viaOf(ctx.actor)),
  };
}
