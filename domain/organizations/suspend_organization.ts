import { eq } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { recordAct } from "../identity/record_act.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";
import { tellAdministrators } from "./tell_administrators.ts";

/**
 * Ends all access to an organization within 5 seconds, and tells its administrators why.
 * @throws {DomainError} `permission_denied`, `organization_missing`, `organization_state` where it is suspended already.
 */
export async function suspendOrganization(
  ctx: PlatformCtx,
  identity: IdentityServices,
  input: { id: string; reason: string },
): Promise<OrganizationRecord> {
  return await switchOrganization(ctx, identity, { ...input, isActive: false });
}

/**
 * Opens a suspended organization again.
 * @throws {DomainError} as `suspendOrganization`; `organization_state` also while its deletion is asked for.
 */
export async function reactivateOrganization(
  ctx: PlatformCtx,
  identity: IdentityServices,
  input: { id: string; reason: string },
): Promise<OrganizationRecord> {
  return await switchOrganization(ctx, identity, { ...input, isActive: true });
}

async function switchOrganization(
  ctx: PlatformCtx,
  identity: IdentityServices,
  { id, reason, isActive }: { id: string; reason: string; isActive: boolean },
): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  const changed = await ctx.platformDb.tx({ purpose: "organization.switch" }, async (tx) => {
    const before = await lockOrganization(tx, id);
    if (before.isActive === isActive) {
      throw new DomainError("organization_state", {
        detail: isActive ? "The organization is active already" : "The organization is suspended already",
      });
    }
    if (isActive && before.deleteAfter !== null) {
      throw new DomainError("organization_state", {
        detail: "Its deletion was asked for: take that back first",
      });
    }
    const updatedAt = new Date(Math.max(ctx.clock.now(), before.updatedAt.getTime() + 1));
    const [after] = await tx.update(organizations).set({ isActive, updatedAt })
      .where(eq(organizations.id, id)).returning(RECORD_FIELDS);
    if (!after) throw new DomainError("organization_missing");
    await recordAct(tx, ctx, {
      organizationId: id,
      actorId: ctx.actor.userId,
      action: isActive ? "organization.reactivate" : "organization.suspend",
      targetId: id,
      data: { reason, before: { is_active: before.isActive }, after: { is_active: isActive } },
    });
    const says = { organization: after.name, isReactivated: isActive, reason };
    await tellAdministrators(tx, identity.sealer, id, (locale) => ({
      kind: "organization_suspended",
      locale,
      says,
    }));
    return after;
  });
  identity.directory.forget(changed);
  return changed;
}

/** Until the transaction ends nobody else changes it. @throws {DomainError} `organization_missing` */
export async function lockOrganization(tx: Db, id: string): Promise<OrganizationRecord> {
  if (!isUuid(id)) throw new DomainError("organization_missing");
  const [found] = await tx.select(RECORD_FIELDS).from(organizations).where(eq(organizations.id, id))
    .for("update");
  if (!found) throw new DomainError("organization_missing");
  return found;
}
