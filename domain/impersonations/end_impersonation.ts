import { eq } from "drizzle-orm";
import { impersonations } from "#db/schema/impersonations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { recordAct, type Whence } from "../identity/record_act.ts";
import { endLooks, type Look } from "./_rows.ts";

/**
 * Ends a look into an organization, whoever's it is, within 5 seconds. Doing it twice is no mistake.
 * @throws {DomainError} `permission_denied`, `impersonation_not_found`.
 */
export async function endImpersonation(
  ctx: PlatformCtx,
  identity: IdentityServices,
  id: string,
): Promise<void> {
  authorizePlatform(ctx);
  const look = await ctx.platformDb.tx({ purpose: "impersonation.end" }, async (tx) => {
    const [look] = await tx.select({
      organizationId: impersonations.organizationId,
      operatorId: impersonations.operatorId,
      userId: impersonations.userId,
    }).from(impersonations).where(eq(impersonations.id, id));
    if (!look) throw new DomainError("impersonation_not_found");
    await endAndRecord(tx, ctx, { look, endedBy: ctx.actor.userId, scopes: [look.organizationId, null] });
    return look;
  });
  identity.sessions.forgetPerson(look.userId);
}

/** What the button on the red banner does: the caller's own look ends. Nothing where the caller does not look in. */
export async function endOwnImpersonation(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
): Promise<void> {
  const { userId, proof: { impersonatorId: operatorId } } = ctx.actor;
  if (operatorId === null || !("organization" in ctx)) return;
  const look = { organizationId: ctx.organization.id, operatorId, userId };
  await ctx.platformDb.tx(
    { purpose: "impersonation.end" },
    (tx) => endAndRecord(tx, ctx, { look, endedBy: operatorId, scopes: [look.organizationId, null] }),
  );
  identity.sessions.forgetPerson(userId);
}

async function endAndRecord(
  tx: Db,
  ctx: Whence & Pick<Ctx, "clock">,
  { look, endedBy, scopes }: { look: Look; endedBy: string; scopes: (string | null)[] },
): Promise<void> {
  const ended = await endLooks(tx, look, new Date(ctx.clock.now()));
  for (const targetId of ended) {
    for (const organizationId of scopes) {
      const data = { organization_id: look.organizationId, as: look.userId };
      await recordAct(tx, { address: ctx.address, requestId: ctx.requestId }, {
        organizationId,
        actorId: endedBy,
        action: "impersonation.end",
        targetId,
        data,
      });
    }
  }
}
