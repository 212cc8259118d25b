/** What keeps an organization whole while its directory adds and removes people. */
import { and, eq, inArray } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { DirectoryCtx } from "./directory.ts";

type Where = Pick<DirectoryCtx, "organization">;

/**
 * Locks the administrators, so that two of them do not go at once.
 * @throws {DomainError} `last_administrator` where nobody but these people is one.
 */
export async function requireOtherAdministrator(
  tx: Db,
  { organization }: Where,
  userIds: string[],
): Promise<void> {
  const administrators = await tx.select({ userId: organizationUsers.userId }).from(organizationUsers)
    .innerJoin(users, and(eq(users.organizationId, organization.id), eq(users.id, organizationUsers.userId)))
    .where(and(
      eq(organizationUsers.organizationId, organization.id),
      eq(organizationUsers.role, "org_admin"),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    )).for("update", { of: organizationUsers });
  if (administrators.some(({ userId }) => !userIds.includes(userId))) return;
  throw new DomainError("last_administrator");
}

/** Ids of those that are members, of the ids that were named. */
export async function knownIds(
  tx: Db,
  { organization }: Where,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0 || !ids.every(isUuid)) return new Set();
  const rows = await tx.select({ id: users.id }).from(users).where(and(
    eq(users.organizationId, organization.id),
    eq(users.isActive, true),
    inArray(users.id, [...ids]),
  ));
  return new Set(rows.map(({ id }) => id));
}
