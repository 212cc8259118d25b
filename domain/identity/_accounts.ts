/** The rows of an organization's people, or of the platform's operators, whose rows name no organization. */
import { and, type AnyColumn, eq, isNull, type SQL } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db, TenantDb } from "#db/tenant_db.ts";
import { type Permission, permissionsOf, type Role, ROLES } from "../authz.ts";
import type { Services } from "../ctx.ts";

/** Somebody who may sign in, once their password or another proof was right. */
export interface Person {
  id: string;
  /** Null: an operator of the platform. */
  organizationId: string | null;
  email: string;
  name: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
}

export interface Account extends Person {
  passwordHash: string | null;
  passwordChangedAt: Date | null;
  isActive: boolean;
}

/** The handle to the rows of that organization, or of the platform. */
export function accountDb(services: Services, organizationId: string | null, purpose: string): TenantDb {
  if (organizationId !== null) return services.tenantDb(organizationId);
  return {
    tx: (work) => services.platformDb.tx({ purpose }, work),
    one: (build) => services.platformDb.one({ purpose }, build),
    batch: (queries) => services.platformDb.batch({ purpose }, queries),
  };
}

/** The explicit predicate that goes with it; policies alone make the planner expect an average organization. */
export function inAccount(column: AnyColumn, organizationId: string | null): SQL {
  return organizationId === null ? isNull(column) : eq(column, organizationId);
}

export async function findAccount(
  services: Services,
  organizationId: string | null,
  email: string,
): Promise<Account | undefined> {
  return await findBy(services, organizationId, eq(users.email, email));
}

export async function findAccountById(
  services: Services,
  organizationId: string | null,
  userId: string,
): Promise<Account | undefined> {
  return await findBy(services, organizationId, eq(users.id, userId));
}

async function findBy(
  services: Services,
  organizationId: string | null,
  which: SQL,
): Promise<Account | undefined> {
  const db = accountDb(services, organizationId, "sign_in.find_operator");
  const [row] = await db.one((db) =>
    organizationId === null ? selectOperator(db, which) : selectMember(db, organizationId, which)
  );
  if (!row) return undefined;
  const { isUserActive, isMemberActive, role, changes, ...person } = row;
  return {
    ...person,
    organizationId,
    role: asRole(role),
    permissions: permissionsOf(asRole(role), changes),
    isActive: isUserActive && isMemberActive,
  };
}

/** A role that this version does not know may do the least. */
export function asRole(text: string): Role {
  return ROLES.find((role) => role === text) ?? "viewer";
}

function selectMember(db: Db, organizationId: string, which: SQL) {
  return db.select({
    id: users.id,
    email: users.email,
    name: users.name,
    passwordHash: users.passwordHash,
    passwordChangedAt: users.passwordChangedAt,
    isUserActive: users.isActive,
    isMemberActive: organizationUsers.isActive,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
  }).from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .where(and(eq(users.organizationId, organizationId), which))
    .execute();
}

async function selectOperator(db: Db, which: SQL) {
  const rows = await db.select({
    id: users.id,
    email: users.email,
    name: users.name,
    passwordHash: users.passwordHash,
    passwordChangedAt: users.passwordChangedAt,
    isUserActive: users.isActive,
  }).from(users)
    .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
    .where(and(isNull(users.organizationId), which));
  return rows.map((row) => ({
    ...row,
    isMemberActive: true,
    role: "super_admin",
    changes: { add: [], remove: [] },
  }));
}
