/** Which groups of the directory stand for which role: an administrator's decision, not the directory's. */
import { lockPeople } from "../users/seats.ts";
import { and, asc, count, eq } from "drizzle-orm";
import { scimGroupMembers, scimGroups } from "#db/schema/scim.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize, ROLE_PERMISSIONS } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { applyGroupRoles, GROUP_ROLES, type GroupRole } from "./_roles.ts";
import { forgetPeople } from "./directory.ts";

export { GROUP_ROLES, type GroupRole } from "./_roles.ts";

export interface RoleGroup {
  id: string;
  displayName: string;
  role: GroupRole | null;
  memberCount: number;
}

/** Beyond so many, a company has other tools. */
const MOST_GROUPS = 1_000;

/** @throws {DomainError} `permission_denied` */
export async function listRoleGroups(ctx: Ctx): Promise<RoleGroup[]> {
  authorize(ctx, "update_org_settings");
  const rows = await ctx.db.one((db) =>
    selectGroups(db, ctx).orderBy(asc(scimGroups.displayName), asc(scimGroups.id)).limit(MOST_GROUPS)
  );
  return rows.map(asRoleGroup);
}

/**
 * Lets a group stand for a role, or with null for none; its members have it at once.
 * @throws {DomainError} `permission_denied` also for a role that may more than the caller, `fresh_proof_required`,
 * `scim_group_not_found`, `last_administrator`.
 */
export async function setGroupRole(
  ctx: Ctx,
  identity: IdentityServices,
  { id, role }: { id: string; role: GroupRole | null },
): Promise<RoleGroup> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  if (role !== null) requireWithinOwn(ctx, role);
  const { group, concerned } = await ctx.db.tx(async (tx) => {
    await lockPeople(tx, ctx.organization.id);
    const isMeant = and(eq(scimGroups.organizationId, ctx.organization.id), eq(scimGroups.id, id));
    const [before] = isUuid(id)
      ? await tx.select({ role: scimGroups.role }).from(scimGroups).where(isMeant)
      : [];
    if (!before) throw new DomainError("scim_group_not_found");
    await tx.update(scimGroups).set({ role }).where(isMeant);
    const members = await tx.select({ userId: scimGroupMembers.userId }).from(scimGroupMembers).where(and(
      eq(scimGroupMembers.organizationId, ctx.organization.id),
      eq(scimGroupMembers.groupId, id),
    ));
    const isMapping = role !== null || before.role !== null;
    const roles = isMapping ? await applyGroupRoles(tx, ctx, members.map(({ userId }) => userId)) : [];
    await audit(tx, ctx, {
      action: "scim_group.set_role",
      targetId: id,
      data: { before: { role: before.role }, after: { role }, roles },
    });
    const [group] = await selectGroups(tx, ctx, id);
    if (!group) throw new DomainError("scim_group_not_found");
    return { group, concerned: roles.map(({ userId }) => userId) };
  });
  forgetPeople({ identity }, concerned);
  return asRoleGroup(group);
}

/** Nobody gives what they could not have themselves; an org_admin stands above the others. */
function requireWithinOwn(ctx: Ctx, role: GroupRole): void {
  if (ctx.actor.role === "org_admin") return;
  if (ROLE_PERMISSIONS[role].every((permission) => ctx.actor.permissions.has(permission))) return;
  throw new DomainError("permission_denied", {
    detail: `You cannot give the role "${role}": it may more than you`,
  });
}

function selectGroups(db: Db, { organization }: Ctx, id?: string) {
  return db.select({
    id: scimGroups.id,
    displayName: scimGroups.displayName,
    role: scimGroups.role,
    memberCount: count(scimGroupMembers.userId),
  }).from(scimGroups).leftJoin(
    scimGroupMembers,
    and(
      eq(scimGroupMembers.organizationId, scimGroups.organizationId),
      eq(scimGroupMembers.groupId, scimGroups.id),
    ),
  ).where(and(
    eq(scimGroups.organizationId, organization.id),
    id === undefined ? undefined : eq(scimGroups.id, id),
  )).groupBy(scimGroups.id, scimGroups.displayName, scimGroups.role).$dynamic();
}

function asRoleGroup(row: Omit<RoleGroup, "role"> & { role: string | null }): RoleGroup {
  return { ...row, role: GROUP_ROLES.find((role) => role === row.role) ?? null };
}
