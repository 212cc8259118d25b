/**
 * The deletion of an organization as its own administrators ask for it. Until the days of grace are over it works as
 * before, so that they themselves can take it back; then `delete_due_organizations.ts` suspends and deletes it.
 */
import { and, eq, gt, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { RECORD_FIELDS } from "./record.ts";
import { lockOrganization } from "./suspend_organization.ts";
import { tellAdministrators } from "./tell_administrators.ts";

export interface OwnDeletionRequest {
  /** The organization's name, typed once more. */
  confirm: string;
  /** Deletes although nobody has a copy. */
  withoutExport: boolean;
  graceDays: number;
}

/** When everything is to be deleted; null: nobody has asked for that. @throws {DomainError} `permission_denied` */
export async function getOwnDeletion(ctx: Ctx): Promise<Date | null> {
  authorize(ctx, "update_org_settings");
  const [row] = await ctx.platformDb.one(
    { purpose: "organization.deletion" },
    (db) =>
      db.select({ deleteAfter: organizations.deleteAfter }).from(organizations)
        .where(eq(organizations.id, ctx.organization.id)),
  );
  return row?.deleteAfter ?? null;
}

/**
 * Asked again, the day stays as it is.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `confirmation_mismatch`.
 */
export async function askOwnDeletion(
  ctx: Ctx,
  identity: IdentityServices,
  { confirm, withoutExport, graceDays }: OwnDeletionRequest,
): Promise<Date> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  const { id } = ctx.organization;
  return await ctx.platformDb.tx({ purpose: "organization.delete_own" }, async (tx) => {
    const before = await lockOrganization(tx, id);
    if (before.name.trim() !== confirm.trim()) {
      throw new DomainError("confirmation_mismatch", { detail: "Give the organization's name as confirm" });
    }
    if (withoutExport) {
      await audit(tx, ctx, { action: "organization.delete_without_export", targetId: id, data: {} });
    }
    if (before.deleteAfter !== null) return before.deleteAfter;
    const [after] = await tx.update(organizations).set({
      // The database's clock decides when it is due, so it says from when it counts.
      deleteAfter: sql`now() + make_interval(days => ${graceDays})`,
      updatedAt: new Date(Math.max(ctx.clock.now(), before.updatedAt.getTime() + 1)),
    }).where(eq(organizations.id, id)).returning(RECORD_FIELDS);
    if (!after?.deleteAfter) throw new DomainError("organization_missing");
    const deleteAfter = after.deleteAfter.toISOString();
    const data = { was_active: true, delete_after: deleteAfter, without_export: withoutExport };
    await audit(tx, ctx, { action: "organization.delete_ask", targetId: id, data });
    const says = { organization: after.name, deleteAfter, isTakenBack: false };
    await tellAdministrators(
      tx,
      identity.sealer,
      id,
      (locale) => ({ kind: "organization_deletion", locale, says }),
    );
    return after.deleteAfter;
  });
}

/** @throws {DomainError} `permission_denied`, `organization_state` where there is nothing to take back, or it is too late. */
export async function takeOwnDeletionBack(ctx: Ctx, identity: IdentityServices): Promise<void> {
  authorize(ctx, "update_org_settings");
  const { id } = ctx.organization;
  await ctx.platformDb.tx({ purpose: "organization.undelete_own" }, async (tx) => {
    const before = await lockOrganization(tx, id);
    const [after] = await tx.update(organizations).set({
      deleteAfter: null,
      updatedAt: new Date(Math.max(ctx.clock.now(), before.updatedAt.getTime() + 1)),
    }).where(and(eq(organizations.id, id), gt(organizations.deleteAfter, sql`now()`))).returning(
      RECORD_FIELDS,
    );
    if (!after || before.deleteAfter === null) {
      throw new DomainError("organization_state", { detail: "There is no deletion that can be taken back" });
    }
    const deleteAfter = before.deleteAfter.toISOString();
    const data = { delete_after: deleteAfter, is_active: true };
    await audit(tx, ctx, { action: "organization.undelete", targetId: id, data });
    const says = { organization: after.name, deleteAfter, isTakenBack: true };
    await tellAdministrators(
      tx,
      identity.sealer,
      id,
      (locale) => ({ kind: "organization_deletion", locale, says }),
    );
  });
}
