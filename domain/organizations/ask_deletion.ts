/**
 * The deletion of an organization with everything in it: asked for, then carried out after some days, in which it can be
 * taken back. `delete_due_organizations.ts` carries it out.
 */
import { and, eq, gt, sql } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { performPlatformWorkOnce } from "../idempotency.ts";
import { recordAct } from "../identity/record_act.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";
import { lockOrganization } from "./suspend_organization.ts";
import { tellAdministrators } from "./tell_administrators.ts";

export interface DeletionRequest {
  id: string;
  /** The organization's subdomain, typed once more. */
  confirm: string;
  /** Deletes although nobody has a copy. */
  withoutExport?: boolean;
  graceDays: number;
}

/**
 * Suspends an organization at once, and lets everything of it be deleted after the days of grace; but not before an
 * export was completed, unless it is said that none is wanted. Asked again, the day stays as it is.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `organization_missing`, `confirmation_mismatch`.
 */
export async function askDeletion(
  ctx: PlatformCtx,
  identity: IdentityServices,
  { id, confirm, withoutExport = false, graceDays }: DeletionRequest,
): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  const asked = await performPlatformWorkOnce(ctx, { purpose: "organization.delete" }, async (tx) => {
    const before = await lockOrganization(tx, id);
    if (before.subdomain !== confirm) {
      throw new DomainError("confirmation_mismatch", {
        detail: "Give the organization's subdomain as confirm",
      });
    }
    if (withoutExport) await record(tx, ctx, id, "organization.delete_without_export", {});
    if (before.deleteAfter !== null) return before;
    const [after] = await tx.update(organizations).set({
      isActive: false,
      // The database's clock decides when it is due, so it says from when it counts.
      deleteAfter: sql`now() + make_interval(days => ${graceDays})`,
      updatedAt: laterThan(before, ctx),
    }).where(eq(organizations.id, id)).returning(RECORD_FIELDS);
    if (!after?.deleteAfter) throw new DomainError("organization_missing");
    const deleteAfter = after.deleteAfter.toISOString();
    await record(tx, ctx, id, "organization.delete_ask", {
      was_active: before.isActive,
      delete_after: deleteAfter,
      without_export: withoutExport,
    });
    const says = { organization: after.name, deleteAfter, isTakenBack: false };
    await tellAdministrators(tx, identity.sealer, id, (locale) => ({
      kind: "organization_deletion",
      locale,
      says,
    }));
    return after;
  });
  identity.directory.forget(asked);
  return asked;
}

/**
 * Takes the deletion back within the days of grace. The organization is active again if it was when it was asked for.
 * @throws {DomainError} `permission_denied`, `organization_missing`, `organization_state` where there is nothing to take
 * back, or it is too late.
 */
export async function takeDeletionBack(
  ctx: PlatformCtx,
  identity: IdentityServices,
  id: string,
): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  const kept = await ctx.platformDb.tx({ purpose: "organization.undelete" }, async (tx) => {
    const before = await lockOrganization(tx, id);
    if (before.deleteAfter === null) {
      throw new DomainError("organization_state", { detail: "Nobody has asked for its deletion" });
    }
    const isActive = await wasActive(tx, id);
    const [after] = await tx.update(organizations)
      .set({ isActive, deleteAfter: null, updatedAt: laterThan(before, ctx) })
      .where(and(eq(organizations.id, id), gt(organizations.deleteAfter, sql`now()`)))
      .returning(RECORD_FIELDS);
    if (!after) {
      throw new DomainError("organization_state", { detail: "Too late: its deletion may have begun" });
    }
    const deleteAfter = before.deleteAfter.toISOString();
    await record(tx, ctx, id, "organization.undelete", { delete_after: deleteAfter, is_active: isActive });
    const says = { organization: after.name, deleteAfter, isTakenBack: true };
    await tellAdministrators(tx, identity.sealer, id, (locale) => ({
      kind: "organization_deletion",
      locale,
      says,
    }));
    return after;
  });
  identity.directory.forget(kept);
  return kept;
}

/** What the latest request for its deletion found. */
async function wasActive(tx: Db, id: string): Promise<boolean> {
  const [asked] = await tx.select({ data: auditLog.data }).from(auditLog)
    .where(and(eq(auditLog.organizationId, id), eq(auditLog.action, "organization.delete_ask")))
    .orderBy(sql`${auditLog.createdAt} desc, ${auditLog.id} desc`).limit(1);
  return asked?.data.was_active !== false;
}

function laterThan({ updatedAt }: OrganizationRecord, ctx: PlatformCtx): Date {
  return new Date(Math.max(ctx.clock.now(), updatedAt.getTime() + 1));
}

async function record(
  tx: Db,
  ctx: PlatformCtx,
  id: string,
  action: string,
  data: Record<string, unknown>,
): Promise<void> {
  await recordAct(tx, ctx, { organizationId: id, actorId: ctx.actor.userId, action, targetId: id, data });
}
