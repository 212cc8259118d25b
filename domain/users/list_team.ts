import { and, desc, eq, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { prepare } from "#db/prepared.ts";
import { externalIdentities } from "#db/schema/identity_providers.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize, type Role, ROLES } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { HAS_SECOND_FACTOR } from "../identity/session_state.ts";
import { foldText } from "../fold_text.ts";
import { foldedText } from "../novedades/words.ts";
import { type Page, pageOf } from "../page.ts";
import { containing } from "../like_pattern.ts";
import { countTeam, type TeamFigures } from "./_team_figures.ts";
import type { Member } from "./list_users.ts";

/** How somebody is recognized: `none` has nothing yet that would let them in. */
export type SignInSource = "directory" | "sso" | "password" | "none";

export interface TeamMember extends Member {
  source: SignInSource;
  hasSecondFactor: boolean;
  /** To some minutes, or when they last signed in; null: never. */
  lastSeenAt: Date | null;
}

export interface TeamFilter {
  /** Part of the name or address; accents and case do not matter. */
  text?: string;
  role?: Role;
  isActive?: boolean;
  hasSecondFactor?: boolean;
  cursor?: string;
  /** 1 to 100. */
  limit: number;
}

export interface TeamPage extends Page<TeamMember> {
  figures: TeamFigures;
}

/** The organization's people as a team sees itself, the latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listTeam(ctx: Ctx, filter: TeamFilter): Promise<TeamPage> {
  authorize(ctx, "read_users");
  const people = prepare((db) => selectTeam(db, ctx.organization.id, filter));
  const [rows, [figures]] = await ctx.db.batch([people({}), countTeam(ctx)]);
  if (!figures) throw new Error("The database counted nobody");
  const page = pageOf(rows.map(asTeamMember), filter.limit, (last) => [last.joinedAt.toISOString(), last.id]);
  return { ...page, figures };
}

function selectTeam(db: Db, organizationId: string, filter: TeamFilter) {
  return db.select(TEAM_FIELDS).from(organizationUsers).innerJoin(users, IS_THEIR_ROW)
    .where(and(eq(organizationUsers.organizationId, organizationId), ...conditions(filter)))
    .orderBy(desc(organizationUsers.joinedAt), desc(organizationUsers.userId)).limit(filter.limit + 1);
}

export const IS_THEIR_ROW = and(
  eq(users.organizationId, organizationUsers.organizationId),
  eq(users.id, organizationUsers.userId),
);

const LAST_SEEN_AT = sql`greatest(${users.lastSignInAt}, (
  select max(coalesce(${sessions.lastSeenAt}, ${sessions.createdAt})) from ${sessions} where ${
  and(
    eq(sessions.organizationId, users.organizationId),
    eq(sessions.userId, users.id),
    isNull(sessions.impersonatorId),
  )
}))`.mapWith(users.lastSignInAt);

const HAS_EXTERNAL_IDENTITY = sql<boolean>`exists (select 1 from ${externalIdentities} where ${
  and(eq(externalIdentities.organizationId, users.organizationId), eq(externalIdentities.userId, users.id))
})`;

export const TEAM_FIELDS = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: organizationUsers.role,
  isMember: organizationUsers.isActive,
  isActive: users.isActive,
  joinedAt: organizationUsers.joinedAt,
  lastSignInAt: users.lastSignInAt,
  lastSeenAt: LAST_SEEN_AT,
  managedBy: users.managedBy,
  hasPassword: sql<boolean>`${users.passwordHash} is not null`,
  hasExternalIdentity: HAS_EXTERNAL_IDENTITY,
  hasSecondFactor: HAS_SECOND_FACTOR,
};

interface TeamRow extends Omit<Member, "role"> {
  role: string;
  isMember: boolean;
  managedBy: string | null;
  hasPassword: boolean;
  hasExternalIdentity: boolean;
  hasSecondFactor: boolean;
  /** The database may give none. */
  lastSeenAt: unknown;
}

export function asTeamMember({ role, isMember, isActive, lastSeenAt, ...row }: TeamRow): TeamMember {
  const { id, email, name, joinedAt, lastSignInAt, hasSecondFactor } = row;
  return {
    id,
    email,
    name,
    joinedAt,
    lastSignInAt,
    hasSecondFactor,
    role: ROLES.find((known) => known === role) ?? "viewer",
    isActive: isMember && isActive,
    source: sourceOf(row),
    lastSeenAt: lastSeenAt instanceof Date ? lastSeenAt : null,
  };
}

function sourceOf(
  { managedBy, hasExternalIdentity, hasPassword }: Pick<
    TeamRow,
    "managedBy" | "hasExternalIdentity" | "hasPassword"
  >,
): SignInSource {
  if (managedBy === "ldap" || managedBy === "scim") return "directory";
  if (managedBy !== null || hasExternalIdentity) return "sso";
  return hasPassword ? "password" : "none";
}

function conditions({ text, role, isActive, hasSecondFactor, cursor }: TeamFilter): (SQL | undefined)[] {
  const isIn = sql`(${organizationUsers.isActive} and ${users.isActive})`;
  const pattern = text?.trim() ? containing(foldText(text)) : undefined;
  return [
    pattern === undefined
      ? undefined
      : or(sql`${foldedText(sql`${users.name}`)} like ${pattern}`, sql`${users.email} like ${pattern}`),
    role && eq(organizationUsers.role, role),
    isActive === undefined ? undefined : isActive ? isIn : sql`not ${isIn}`,
    hasSecondFactor === undefined
      ? undefined
      : hasSecondFactor
      ? HAS_SECOND_FACTOR
      : sql`not ${HAS_SECOND_FACTOR}`,
    cursor === undefined ? undefined : after(cursor),
  ];
}

function after(cursor: string): SQL | undefined {
  const [joinedAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(joinedAt);
  return or(
    lt(organizationUsers.joinedAt, instant),
    and(eq(organizationUsers.joinedAt, instant), lt(organizationUsers.userId, id)),
  );
}
