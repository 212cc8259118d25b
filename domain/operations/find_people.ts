import { and, asc, eq, ilike, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { sessions } from "#db/schema/sessions.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorizePlatform, type Role, ROLES } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { decodeCursor, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { containing } from "../like_pattern.ts";

/** Somebody who signs in somewhere. */
export interface KnownPerson {
  id: string;
  name: string;
  email: string;
  role: Role;
  /** Null: an operator of the platform. */
  organization: { id: string; name: string; subdomain: string; isActive: boolean } | null;
  isActive: boolean;
  /** Of their sessions that are kept, or when they signed in; null: never. */
  lastSeenAt: Date | null;
}

export interface PeopleSought {
  /** Part of a name or an e-mail address. */
  search?: string;
  /** Of this organization only; null: operators of the platform. */
  organizationId?: string | null;
  limit: number;
  cursor?: string;
}

/**
 * People of all organizations and of the platform, by name. Looking is on record, with what was looked for.
 * @throws {DomainError} `permission_denied`, `cursor_invalid`
 */
export async function findPeople(
  ctx: PlatformCtx,
  { search = "", organizationId, limit, cursor }: PeopleSought,
): Promise<Page<KnownPerson>> {
  authorizePlatform(ctx);
  const text = containing(search);
  const which = and(
    search === "" ? undefined : or(ilike(users.email, text), ilike(users.name, text)),
    organizationId === undefined
      ? undefined
      : organizationId === null
      ? isNull(users.organizationId)
      : eq(users.organizationId, organizationId),
    cursor === undefined ? undefined : after(cursor),
  );
  const { address, requestId } = ctx;
  const data = { search, ...(organizationId === undefined ? {} : { organization_id: organizationId }) };
  const audit = { actorId: ctx.actor.userId, action: "people.list", data, address, requestId };
  const rows = await ctx.platformDb.one(
    { purpose: "people.find", audit },
    (db) => select(db, which).orderBy(asc(NAME), asc(users.id)).limit(limit + 1),
  );
  return pageOf(rows.map(personOf), limit, (last) => [last.name.toLowerCase(), last.id]);
}

/** One of them; undefined: nobody who is there. Looking is on record. @throws {DomainError} `permission_denied` */
export async function getPerson(
  ctx: PlatformCtx,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<KnownPerson | undefined> {
  authorizePlatform(ctx);
  const { address, requestId } = ctx;
  const data = { organization_id: organizationId };
  const actorId = ctx.actor.userId;
  const audit = { actorId, action: "people.read", targetId: id, data, address, requestId };
  const which = and(eq(users.organizationId, organizationId), eq(users.id, id));
  const [row] = await ctx.platformDb.one({ purpose: "people.find", audit }, (db) => select(db, which));
  return row && personOf(row);
}

function select(db: Db, which: SQL | undefined) {
  return db.select(FIELDS).from(users)
    .leftJoin(organizations, eq(organizations.id, users.organizationId))
    .leftJoin(
      organizationUsers,
      and(eq(organizationUsers.organizationId, users.organizationId), eq(organizationUsers.userId, users.id)),
    )
    .leftJoin(platformAdmins, eq(platformAdmins.userId, users.id))
    // Who was removed keeps a row, for what they did.
    .where(and(or(isNotNull(organizationUsers.id), isNotNull(platformAdmins.userId)), which));
}

const NAME = sql`lower(${users.name}) collate "C"`;

const FIELDS = {
  id: users.id,
  name: users.name,
  email: users.email,
  role: organizationUsers.role,
  isMember: organizationUsers.isActive,
  isActive: users.isActive,
  organizationId: organizations.id,
  organizationName: organizations.name,
  subdomain: organizations.subdomain,
  isOrganizationActive: organizations.isActive,
  lastSignInAt: users.lastSignInAt,
  lastSeenAt: sql<string | null>`(select to_char(max(${sessions.lastSeenAt}) at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from ${sessions}
    where ${sessions.organizationId} is not distinct from ${users.organizationId}
      and ${sessions.userId} = ${users.id} and ${sessions.impersonatorId} is null)`,
};

interface Row {
  id: string;
  name: string;
  email: string;
  role: string | null;
  isMember: boolean | null;
  isActive: boolean;
  organizationId: string | null;
  organizationName: string | null;
  subdomain: string | null;
  isOrganizationActive: boolean | null;
  lastSignInAt: Date | null;
  lastSeenAt: string | null;
}

function personOf(row: Row): KnownPerson {
  const { id, name, email, role, isMember, isActive, lastSignInAt, lastSeenAt } = row;
  return {
    id,
    name,
    email,
    role: row.organizationId === null ? "super_admin" : ROLES.find((known) => known === role) ?? "viewer",
    organization: row.organizationId === null ? null : {
      id: row.organizationId,
      name: row.organizationName ?? "",
      subdomain: row.subdomain ?? "",
      isActive: row.isOrganizationActive === true,
    },
    isActive: isActive && isMember !== false,
    lastSeenAt: lastSeenAt === null ? lastSignInAt : new Date(lastSeenAt),
  };
}

function after(cursor: string) {
  const [name, id] = decodeCursor(cursor, [isName, isUuid]);
  return sql`(${NAME}, ${users.id}) > (${name} collate "C", ${id}::uuid)`;
}

/** What a column of text can hold. */
function isName(text: string): boolean {
  return text.length <= 400 && text.isWellFormed() && !text.includes("\0");
}
