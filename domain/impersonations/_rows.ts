/** The rows of an impersonation: the look itself, the person, and the sessions that it has opened. */
import { and, eq, isNull } from "drizzle-orm";
import { impersonations } from "#db/schema/impersonations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { permissionsOf } from "../authz.ts";
import { asRole } from "../identity/account_db.ts";
import type { Person } from "../identity/open_session.ts";

/** An active member as whom somebody may look in. */
export async function findPerson(
  tx: Db,
  organizationId: string,
  userId: string,
): Promise<Person | undefined> {
  const [row] = await tx.select({
    id: users.id,
    email: users.email,
    name: users.name,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
  }).from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .where(and(
      eq(users.organizationId, organizationId),
      eq(users.id, userId),
      eq(users.isActive, true),
      eq(organizationUsers.isActive, true),
    ));
  if (!row) return undefined;
  const { changes, ...person } = row;
  const role = asRole(row.role);
  return { ...person, organizationId, role, permissions: permissionsOf(role, changes) };
}

/** Of one operator as one person. */
export interface Look {
  organizationId: string;
  operatorId: string;
  userId: string;
}

/** Ends every look of that operator as that person, and the sessions. Returns the ids of the looks. */
export async function endLooks(tx: Db, look: Look, now: Date): Promise<string[]> {
  const ended = await tx.update(impersonations).set({ endedAt: now })
    .where(and(
      eq(impersonations.organizationId, look.organizationId),
      eq(impersonations.operatorId, look.operatorId),
      eq(impersonations.userId, look.userId),
      isNull(impersonations.endedAt),
    ))
    .returning({ id: impersonations.id });
  await tx.update(sessions).set({ revokedAt: now, revokedReason: "impersonation_ended" })
    .where(and(
      eq(sessions.organizationId, look.organizationId),
      eq(sessions.userId, look.userId),
      eq(sessions.impersonatorId, look.operatorId),
      isNull(sessions.revokedAt),
    ));
  return ended.map(({ id }) => id);
}
