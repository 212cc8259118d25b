/** One of the organization's people, with what may be changed about them. */
import { and, eq } from "drizzle-orm";
import { organizationUsers, type PermissionChanges } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { Member } from "./list_users.ts";

export interface MemberRecord extends Member {
  permissions: PermissionChanges;
  locale: string | null;
  /** Changes with every update: what an ETag is made of. */
  updatedAt: Date;
}

/** @throws {DomainError} `user_not_found` */
export async function selectMember(
  db: Db,
  { organization }: Pick<Ctx, "organization">,
  id: string,
): Promise<MemberRecord> {
  if (!isUuid(id)) throw new DomainError("user_not_found");
  const [row] = await db.select({
    id: users.id,
    email: users.email,
    name: users.name,
    locale: users.locale,
    role: organizationUsers.role,
    permissions: organizationUsers.permissions,
    isMember: organizationUsers.isActive,
    isActive: users.isActive,
    joinedAt: organizationUsers.joinedAt,
    lastSignInAt: users.lastSignInAt,
    updatedAt: users.updatedAt,
  }).from(organizationUsers).innerJoin(
    users,
    and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
  ).where(and(eq(organizationUsers.organizationId, organization.id), eq(organizationUsers.userId, id)));
  if (!row) throw new DomainError("user_not_found");
  const { isMember, isActive, role, ...rest } = row;
  return {
    ...rest,
    role: ROLES.find((known) => known === role) ?? "viewer",
    isActive: isMember && isActive,
  };
}

/**
 * The same, of the version that the caller saw; the row of the membership stays locked, so that nothing new comes to
 * belong to it meanwhile.
 * @throws {DomainError} `user_not_found`, `version_conflict`
 */
export async function lockMember(
  tx: Db,
  ctx: Ctx,
  { id, expectedUpdatedAt }: { id: string; expectedUpdatedAt?: Date },
): Promise<MemberRecord> {
  if (!isUuid(id)) throw new DomainError("user_not_found");
  await tx.select({ id: organizationUsers.id }).from(organizationUsers)
    .where(and(
      eq(organizationUsers.organizationId, ctx.organization.id),
      eq(organizationUsers.userId, id),
    )).for("update");
  const member = await selectMember(tx, ctx, id);
  if (expectedUpdatedAt && member.updatedAt.getTime() !== expectedUpdatedAt.getTime()) {
    throw new DomainError("version_conflict");
  }
  return member;
}
