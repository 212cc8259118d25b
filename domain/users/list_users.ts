import { and, desc, eq, lt, or } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import { authorize, type Role, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";

export interface Member {
  id: string;
  email: string;
  name: string;
  role: Role;
  isActive: boolean;
  joinedAt: Date;
  lastSignInAt: Date | null;
}

/** The organization's people, the latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listUsers(ctx: Ctx, input: { cursor?: string; limit: number }): Promise<Page<Member>> {
  authorize(ctx, "read_users");
  const rows = await ctx.db.one((db) =>
    db.select({
      id: users.id,
      email: users.email,
      name: users.name,
      role: organizationUsers.role,
      isMember: organizationUsers.isActive,
      isActive: users.isActive,
      joinedAt: organizationUsers.joinedAt,
      lastSignInAt: users.lastSignInAt,
    }).from(organizationUsers).innerJoin(
      users,
      and(eq(users.organizationId, organizationUsers.organizationId), eq(users.id, organizationUsers.userId)),
    ).where(and(
      eq(organizationUsers.organizationId, ctx.organization.id),
      input.cursor ? after(input.cursor) : undefined,
    )).orderBy(desc(organizationUsers.joinedAt), desc(organizationUsers.userId)).limit(input.limit + 1)
  );
  const members = rows.map(({ isMember, isActive, role, ...row }): Member => ({
    ...row,
    role: ROLES.find((known) => known === role) ?? "viewer",
    isActive: isMember && isActive,
  }));
  return pageOf(members, input.limit, (last) => [last.joinedAt.toISOString(), last.id]);
}

function after(cursor: string) {
  const [joinedAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(joinedAt);
  return or(
    lt(organizationUsers.joinedAt, instant),
    and(eq(organizationUsers.joinedAt, instant), lt(organizationUsers.userId, id)),
  );
}
