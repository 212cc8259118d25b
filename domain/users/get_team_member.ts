import { and, asc, count, eq, gt, isNull, ne, sql } from "drizzle-orm";
import { prepare } from "#db/prepared.ts";
import { organizationUsers, type PermissionChanges } from "#db/schema/organization_users.ts";
import { sessions } from "#db/schema/sessions.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { users } from "#db/schema/users.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { asTeamMember, IS_THEIR_ROW, TEAM_FIELDS, type TeamMember } from "./list_team.ts";

export interface TeamMemberDetail extends TeamMember {
  permissions: PermissionChanges;
  updatedAt: Date;
  openSessions: number;
  /** Those that they follow, which somebody takes over when they go. */
  solicitudes: number;
  /** Nobody else administers the organization. */
  isLastAdministrator: boolean;
  /** Active colleagues by name, the first hundred: who could take over. */
  colleagues: { name: string; email: string }[];
}

const MOST_COLLEAGUES = 100;

/** One person, with what weighs when they are changed. @throws {DomainError} `permission_denied`, `user_not_found` */
export async function getTeamMember(ctx: Ctx, id: string): Promise<TeamMemberDetail> {
  authorize(ctx, "read_users");
  if (!isUuid(id)) throw new DomainError("user_not_found");
  const [[row], [weight], colleagues] = await ctx.db.batch([
    person(ctx, id),
    weightOf(ctx, id),
    colleaguesOf(ctx, id),
  ]);
  if (!row || !weight) throw new DomainError("user_not_found");
  const { otherAdministrators, ...counted } = weight;
  const member = asTeamMember(row);
  return {
    ...member,
    ...counted,
    permissions: row.permissions,
    updatedAt: row.updatedAt,
    isLastAdministrator: member.role === "org_admin" && member.isActive && otherAdministrators === 0,
    colleagues,
  };
}

function person({ organization }: Ctx, id: string) {
  return prepare((db) =>
    db.select({ ...TEAM_FIELDS, permissions: organizationUsers.permissions, updatedAt: users.updatedAt })
      .from(organizationUsers).innerJoin(users, IS_THEIR_ROW)
      .where(and(eq(organizationUsers.organizationId, organization.id), eq(organizationUsers.userId, id)))
  )({});
}

function weightOf({ organization, clock }: Ctx, id: string) {
  const { id: organizationId } = organization;
  return prepare((db) => {
    const open = db.select({ count: count() }).from(sessions).where(and(
      eq(sessions.organizationId, organizationId),
      eq(sessions.userId, id),
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, new Date(clock.now())),
    ));
    const owned = db.select({ count: count() }).from(solicitudes)
      .where(and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.ownerId, id)));
    const others = db.select({ count: count() }).from(organizationUsers).innerJoin(users, IS_THEIR_ROW)
      .where(and(
        eq(organizationUsers.organizationId, organizationId),
        eq(organizationUsers.role, "org_admin"),
        ne(organizationUsers.userId, id),
        isActive(),
      ));
    return db.select({
      openSessions: sql`(${open})`.mapWith(Number),
      solicitudes: sql`(${owned})`.mapWith(Number),
      otherAdministrators: sql`(${others})`.mapWith(Number),
    }).from(sql`(select 1) as once`);
  })({});
}

function colleaguesOf({ organization }: Ctx, id: string) {
  return prepare((db) =>
    db.select({ name: users.name, email: users.email }).from(organizationUsers)
      .innerJoin(users, IS_THEIR_ROW)
      .where(and(
        eq(organizationUsers.organizationId, organization.id),
        ne(organizationUsers.userId, id),
        isActive(),
      )).orderBy(asc(users.name), asc(users.id)).limit(MOST_COLLEAGUES)
  )({});
}

function isActive() {
  return and(eq(organizationUsers.isActive, true), eq(users.isActive, true));
}
