/** Roles that come from groups: the highest one of a person's groups counts, and in no group that of a newcomer. */
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { scimGroupMembers, scimGroups } from "#db/schema/scim.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import { requireOtherAdministrator } from "../users/seats.ts";

/** From the highest down. */
export const GROUP_ROLES = ["org_admin", "manager", "user", "viewer"] as const;
export type GroupRole = typeof GROUP_ROLES[number];

const NEWCOMERS_ROLE: GroupRole = "user";

export interface RoleChange {
  userId: string;
  before: string;
  after: GroupRole;
}

/**
 * Gives these people the role of their groups, and tells whose has changed; to be called under `lockPeople`.
 * @throws {DomainError} `last_administrator`
 */
export async function applyGroupRoles(
  tx: Db,
  where: Pick<Ctx, "organization" | "clock" | "upgradeUrl">,
  userIds: readonly string[],
): Promise<RoleChange[]> {
  if (userIds.length === 0) return [];
  const { id: organizationId } = where.organization;
  const wanted = await rolesOf(tx, organizationId, userIds);
  const members = await tx.select({
    userId: organizationUsers.userId,
    role: organizationUsers.role,
    isActive: organizationUsers.isActive,
  }).from(organizationUsers).where(and(
    eq(organizationUsers.organizationId, organizationId),
    inArray(organizationUsers.userId, [...userIds]),
  ));
  const changes = members.map(({ userId, role, isActive }) => ({
    userId,
    before: role,
    after: wanted.get(userId) ?? NEWCOMERS_ROLE,
    isActive,
  })).filter(({ before, after }) => before !== after);
  const leaving = changes.filter(({ before, isActive }) => before === "org_admin" && isActive);
  for (const role of GROUP_ROLES) {
    const ids = changes.filter(({ after }) => after === role).map(({ userId }) => userId);
    if (ids.length > 0) await setRole(tx, organizationId, ids, role);
  }
  // Asked after those who have become one.
  if (leaving.length > 0) await requireOtherAdministrator(tx, { organizationId, besides: [] });
  return changes.map(({ userId, before, after }) => ({ userId, before, after }));
}

async function rolesOf(
  tx: Db,
  organizationId: string,
  userIds: readonly string[],
): Promise<Map<string, GroupRole>> {
  const rows = await tx.select({ userId: scimGroupMembers.userId, role: scimGroups.role }).from(
    scimGroupMembers,
  )
    .innerJoin(
      scimGroups,
      and(
        eq(scimGroups.organizationId, scimGroupMembers.organizationId),
        eq(scimGroups.id, scimGroupMembers.groupId),
      ),
    ).where(and(
      eq(scimGroupMembers.organizationId, organizationId),
      inArray(scimGroupMembers.userId, [...userIds]),
      isNotNull(scimGroups.role),
    ));
  const highest = new Map<string, GroupRole>();
  for (const role of GROUP_ROLES.toReversed()) {
    for (const row of rows) if (row.role === role) highest.set(row.userId, role);
  }
  return highest;
}

async function setRole(tx: Db, organizationId: string, userIds: string[], role: GroupRole): Promise<void> {
  await tx.update(organizationUsers).set({ role }).where(and(
    eq(organizationUsers.organizationId, organizationId),
    inArray(organizationUsers.userId, userIds),
  ));
}
