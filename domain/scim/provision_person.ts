import { and, eq } from "drizzle-orm";
import { isUniqueViolation } from "#db/driver.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { lockPeople, requireSeat } from "../users/seats.ts";
import { invalidValue, type Json, readPerson } from "./attributes.ts";
import { type DirectoryCtx, forgetPeople, recordDirectoryAct } from "./directory.ts";
import { findPerson, type PersonChange, personResource, settle } from "./person.ts";
import type { Resource } from "./resource_meta.ts";

const NOTHING: PersonChange = {
  email: "",
  name: "",
  externalId: null,
  department: null,
  locale: null,
  isActive: true,
};

/**
 * Makes somebody a member who signs in through the company, and has no password here. Whoever was removed earlier comes
 * back as who they were, with the role of a newcomer.
 * @throws {DomainError} `scim_resource_exists`, `seats_exceeded`, `request_invalid`, `scim_value_invalid`.
 */
export async function provisionPerson(directory: DirectoryCtx, body: Json): Promise<Resource> {
  const draft = readPerson(body);
  if (draft.userName === undefined) throw invalidValue("userName", "an e-mail address");
  const settled = settle(draft, NOTHING);
  const person = { ...settled, name: settled.name || settled.email };
  const made = await refusingTwins(() =>
    directory.db.tx(async (tx) => {
      await lockPeople(tx, directory.organization.id);
      if (person.isActive) await requireSeat(tx, directory, { besides: person.email });
      const id = await returnee(tx, directory, person) ?? await newcomer(tx, person);
      await recordDirectoryAct(tx, directory, {
        action: "user.provision",
        targetId: id,
        data: { after: { role: "user", is_active: person.isActive } },
      });
      return personResource(directory, await findPerson(tx, directory, id));
    })
  );
  forgetPeople(directory, [made.id]);
  return made;
}

/** @throws {DomainError} `scim_resource_exists` where a unique value is taken. */
export async function refusingTwins<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("scim_resource_exists");
    throw error;
  }
}

async function newcomer(tx: Db, { isActive, ...person }: PersonChange): Promise<string> {
  const [user] = await tx.insert(users).values({ ...person, managedBy: "scim" }).returning({ id: users.id });
  if (!user) throw new Error("The database made no user");
  await tx.insert(organizationUsers).values({ userId: user.id, role: "user", isActive });
  return user.id;
}

/** The one with this address who was removed, if there is one. */
async function returnee(
  tx: Db,
  { organization, clock }: DirectoryCtx,
  { isActive, ...person }: PersonChange,
): Promise<string | undefined> {
  const updatedAt = new Date(clock.now());
  const [user] = await tx.update(users)
    .set({ ...person, managedBy: "scim", isActive: true, passwordHash: null, updatedAt })
    .where(and(
      eq(users.organizationId, organization.id),
      eq(users.email, person.email),
      eq(users.isActive, false),
    )).returning({ id: users.id });
  if (!user) return undefined;
  await tx.insert(organizationUsers).values({ userId: user.id, role: "user", isActive })
    .onConflictDoUpdate({
      target: [organizationUsers.organizationId, organizationUsers.userId],
      set: { role: "user", permissions: { add: [], remove: [] }, isActive },
    });
  return user.id;
}
