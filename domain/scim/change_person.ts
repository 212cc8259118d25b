import { and, eq } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { lockPeople, requireOtherAdministrator, requireSeat } from "../users/seats.ts";
import { endSessions } from "../identity/end_sessions.ts";
import { invalidValue, type Json, objectIn, type PersonDraft, readPerson, setAtPath } from "./attributes.ts";
import { type DirectoryCtx, forgetPeople, recordDirectoryAct } from "./directory.ts";
import { readPatch } from "./patch.ts";
import {
  type DirectoryPerson,
  findPerson,
  lockPerson,
  type PersonChange,
  personResource,
  settle,
} from "./person.ts";
import { refusingTwins } from "./provision_person.ts";
import { requireVersion, type Resource } from "./resource_meta.ts";

interface Change {
  id: string;
  body: Json;
  /** The caller's `If-Match`. */
  ifMatch?: string;
}

/** PUT: what is not said is taken away, save for the name and whether the person is active. Throws as `patchPerson`. */
export async function replacePerson(directory: DirectoryCtx, { body, ...change }: Change): Promise<Resource> {
  const draft = readPerson(body, { externalId: null, department: null, locale: null });
  if (draft.userName === undefined) throw invalidValue("userName", "an e-mail address");
  return await changePerson(directory, change, draft);
}

/**
 * PATCH: all operations or none.
 * @throws {DomainError} `scim_resource_not_found`, `version_conflict`, `scim_resource_exists`, `seats_exceeded`,
 * `last_administrator`, and what is wrong with the operations.
 */
export async function patchPerson(directory: DirectoryCtx, { body, ...change }: Change): Promise<Resource> {
  const draft: PersonDraft = {};
  for (const { op, path, value } of readPatch(body)) {
    if (path === undefined) readPerson(objectIn(value, "value"), draft);
    else setAtPath(draft, path, op === "remove" ? undefined : value);
  }
  return await changePerson(directory, change, draft);
}

async function changePerson(
  directory: DirectoryCtx,
  { id, ifMatch }: Omit<Change, "body">,
  draft: PersonDraft,
): Promise<Resource> {
  const changed = await refusingTwins(() =>
    directory.db.tx(async (tx) => {
      await lockPeople(tx, directory.organization.id);
      const before = await lockPerson(tx, directory, id);
      requireVersion(ifMatch, personResource(directory, before));
      const after = settle(draft, before);
      const differing = difference(before, after);
      if (differing) await save(tx, directory, before, after, differing);
      return personResource(directory, await findPerson(tx, directory, id));
    })
  );
  forgetPeople(directory, [changed.id]);
  return changed;
}

interface Difference {
  /** The fields; values say who somebody is, and lines of the audit log stay when a person asks that theirs do not. */
  changed: string[];
  before: { is_active: boolean };
  after: { is_active: boolean };
}

async function save(
  tx: Db,
  directory: DirectoryCtx,
  before: DirectoryPerson,
  { isActive, ...fields }: PersonChange,
  data: Difference,
): Promise<void> {
  const { organization, clock } = directory;
  const { id } = before;
  const isNewAddress = fields.email !== before.email;
  if (isActive && !before.isActive) await requireSeat(tx, directory, { besides: fields.email });
  if (!isActive && before.isActive) await deactivate(tx, directory, before);
  await tx.update(users).set({
    ...fields,
    managedBy: "scim",
    // What a directory says of an address is no answer from it.
    ...(isNewAddress ? { emailVerifiedAt: null } : {}),
    updatedAt: new Date(Math.max(clock.now(), before.updatedAt.getTime() + 1)),
  }).where(and(eq(users.organizationId, organization.id), eq(users.id, id)));
  await tx.update(organizationUsers).set({ isActive })
    .where(and(eq(organizationUsers.organizationId, organization.id), eq(organizationUsers.userId, id)));
  const action = isActive === before.isActive
    ? "user.update"
    : isActive
    ? "user.reactivate"
    : "user.deactivate";
  await recordDirectoryAct(tx, directory, { action, targetId: id, data: { ...data } });
}

async function deactivate(tx: Db, directory: DirectoryCtx, { id, role }: DirectoryPerson): Promise<void> {
  const organizationId = directory.organization.id;
  if (role === "org_admin") await requireOtherAdministrator(tx, { organizationId, besides: [id] });
  await endSessions(tx, {
    organizationId,
    userId: id,
    reason: "deactivated",
    now: directory.clock.now(),
  });
}

const COMPARED = ["email", "name", "externalId", "department", "locale", "isActive"] as const;

/** Which fields differ; undefined where none does. */
function difference(before: PersonChange, after: PersonChange): Difference | undefined {
  const changed = COMPARED.filter((field) => before[field] !== after[field]);
  if (changed.length === 0) return undefined;
  return { changed, before: { is_active: before.isActive }, after: { is_active: after.isActive } };
}
