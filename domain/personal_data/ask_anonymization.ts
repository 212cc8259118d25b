import { and, desc, eq, gt } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { inAccount } from "../identity/account_db.ts";
import { performCallersWorkOnce } from "../idempotency.ts";
import { requireOwnSession } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { recordAct } from "../identity/record_act.ts";
import { tellAdministrators } from "../organizations/tell_administrators.ts";

/** Asked again within this time, nobody is told a second time. */
const TOLD_MS = 24 * 3_600_000;
const ACTION = "user.anonymization_ask";

/**
 * Somebody asks that what identifies them is taken out: Law 1581 of 2012, articles 8 (e) and 15, which gives fifteen
 * working days to answer. It is written down and, for a member, told to the administrators, who do it with
 * `anonymizePerson`. Returns when it was asked.
 * @throws {DomainError} `permission_denied` for keys, and for who looks in as somebody.
 */
export async function askAnonymization(ctx: Ctx | PlatformCtx, identity: IdentityServices): Promise<Date> {
  requireOwnSession(ctx);
  const organization = "organization" in ctx ? ctx.organization : null;
  const organizationId = organization?.id ?? null;
  const { userId, name: person, email } = ctx.actor;
  return await performCallersWorkOnce(ctx, { purpose: "personal_data.ask" }, async (tx) => {
    const earlier = await latestRequest(tx, ctx, organizationId);
    if (earlier) return earlier;
    const at = new Date(ctx.clock.now());
    await recordAct(tx, ctx, { organizationId, actorId: userId, action: ACTION, targetId: userId });
    if (organization) {
      const says = { organization: organization.name, person, email, at: at.toISOString() };
      await tellAdministrators(tx, identity.sealer, organization.id, (locale) => ({
        kind: "personal_data_request",
        locale,
        says,
      }));
    }
    return await latestRequest(tx, ctx, organizationId) ?? at;
  });
}

/** When the caller has last asked, as the log has it; undefined where that is long ago. */
async function latestRequest(
  tx: Db,
  { actor, clock }: Ctx | PlatformCtx,
  organizationId: string | null,
): Promise<Date | undefined> {
  const [latest] = await tx.select({ createdAt: auditLog.createdAt }).from(auditLog).where(and(
    inAccount(auditLog.organizationId, organizationId),
    gt(auditLog.createdAt, new Date(clock.now() - TOLD_MS)),
    eq(auditLog.actorId, actor.userId),
    eq(auditLog.action, ACTION),
  )).orderBy(desc(auditLog.createdAt)).limit(1);
  return latest?.createdAt;
}
