import { and, eq } from "drizzle-orm";
import { organizationUsers, type PermissionChanges } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Role } from "../authz.ts";
import { DomainError } from "../errors.ts";

export interface Joining {
  /** Parsed, as is the address. */
  name: string;
  email: string;
  passwordHash: string | null;
  role: Role;
  permissions: PermissionChanges;
  locale?: string | null;
  /** When a mail to the address was answered; null: not yet. */
  emailVerifiedAt: Date | null;
}

/**
 * Makes somebody a member, under `lockPeople`. Who was removed before comes back as the same person, so that what the
 * audit log says of them stays theirs.
 * @throws {DomainError} `user_exists`
 */
export async function joinOrganization(
  tx: Db,
  { organizationId, now }: { organizationId: string; now: number },
  { role, permissions, ...person }: Joining,
): Promise<{ userId: string; joinedAt: Date }> {
  const at = new Date(now);
  const own = {
    ...person,
    passwordChangedAt: person.passwordHash === null ? null : at,
    isActive: true,
    updatedAt: at,
  };
  const [made] = await tx.insert(users).values({ organizationId, ...own })
    .onConflictDoNothing({ target: [users.organizationId, users.email] }).returning({ id: users.id });
  const userId = made?.id ?? await findFormer(tx, organizationId, person.email);
  if (!made) {
    await tx.update(users).set({ ...own, anonymizedAt: null })
      .where(and(eq(users.organizationId, organizationId), eq(users.id, userId)));
  }
  const [membership] = await tx.insert(organizationUsers)
    .values({ organizationId, userId, role, permissions, joinedAt: at })
    .returning({ joinedAt: organizationUsers.joinedAt });
  if (!membership) throw new Error("The database made no membership");
  return { userId, joinedAt: membership.joinedAt };
}

/** Somebody of that address who is no member any more. @throws {DomainError} `user_exists` */
async function findFormer(tx: Db, organizationId: string, email: string): Promise<string> {
  const [row] = await tx.select({ id: users.id, membership: organizationUsers.id }).from(users)
    .leftJoin(
      organizationUsers,
      and(eq(organizationUsers.organizationId, users.organizationId), eq(organizationUsers.userId, users.id)),
    )
    .where(and(eq(users.organizationId, organizationId), eq(users.email, email)));
  if (!row || row.membership !== null) throw new DomainError("user_exists");
  return row.id;
}
