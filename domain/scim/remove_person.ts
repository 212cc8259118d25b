import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { scimGroupMembers } from "#db/schema/scim.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { lockPeople, requireOtherAdministrator } from "../users/seats.ts";
import { endSessions } from "../identity/end_sessions.ts";
import { type DirectoryCtx, forgetPeople, recordDirectoryAct } from "./directory.ts";
import { lockPerson, personResource } from "./person.ts";
import { requireVersion } from "./resource_meta.ts";

/**
 * Removes somebody: no sign-in, no seat, no groups, no keys, and for the directory there is no such person any more. The
 * row stays, marked as inactive, with the solicitudes that the person follows for the organization.
 * @throws {DomainError} `scim_resource_not_found`, `version_conflict`, `last_administrator`.
 */
export async function removePerson(
  directory: DirectoryCtx,
  { id, ifMatch }: { id: string; ifMatch?: string },
): Promise<void> {
  const removed = await directory.db.tx(async (tx) => {
    const { id: organizationId } = directory.organization;
    await lockPeople(tx, organizationId);
    const person = await lockPerson(tx, directory, id);
    requireVersion(ifMatch, personResource(directory, person));
    if (person.role === "org_admin" && person.isActive) {
      await requireOtherAdministrator(tx, { organizationId, besides: [person.id] });
    }
    await endSessions(tx, {
      organizationId,
      userId: person.id,
      reason: "removed",
      now: directory.clock.now(),
    });
    await endMembership(tx, directory, person.id);
    const { role } = person;
    await recordDirectoryAct(tx, directory, {
      action: "user.remove",
      targetId: person.id,
      data: { before: { role } },
    });
    return person;
  });
  forgetPeople(directory, [removed.id]);
}

async function endMembership(tx: Db, { organization, clock }: DirectoryCtx, userId: string): Promise<void> {
  const now = new Date(clock.now());
  await tx.update(apiKeys).set({ revokedAt: now }).where(and(
    eq(apiKeys.organizationId, organization.id),
    eq(apiKeys.createdBy, userId),
    isNull(apiKeys.revokedAt),
  ));
  await tx.delete(scimGroupMembers).where(and(
    eq(scimGroupMembers.organizationId, organization.id),
    eq(scimGroupMembers.userId, userId),
  ));
  await tx.update(organizationUsers).set({ isActive: false })
    .where(and(eq(organizationUsers.organizationId, organization.id), eq(organizationUsers.userId, userId)));
  await tx.update(users).set({ isActive: false, externalId: null, updatedAt: now })
    .where(and(eq(users.organizationId, organization.id), eq(users.id, userId)));
}
