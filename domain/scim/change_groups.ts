import { lockPeople } from "../users/seats.ts";
import { and, eq, inArray } from "drizzle-orm";
import { scimGroupMembers, scimGroups } from "#db/schema/scim.ts";
import type { Db } from "#db/tenant_db.ts";
import { knownIds } from "./_membership.ts";
import { applyGroupRoles } from "./_roles.ts";
import { invalidValue, type Json } from "./attributes.ts";
import { type DirectoryCtx, forgetPeople, recordDirectoryAct } from "./directory.ts";
import { type DirectoryGroup, findGroup, groupResource, isOwnGroup, membersOf } from "./group.ts";
import { applyToGroup, type GroupDraft, readGroup } from "./group_draft.ts";
import { readPatch } from "./patch.ts";
import { refusingTwins } from "./provision_person.ts";
import { requireVersion, type Resource } from "./resource_meta.ts";

interface Change {
  id: string;
  body: Json;
  /** The caller's `If-Match`. */
  ifMatch?: string;
}

/** @throws {DomainError} `scim_resource_exists`, `scim_value_invalid` also for members that there are not. */
export async function createGroup(directory: DirectoryCtx, body: Json): Promise<Resource> {
  const draft = complete(readGroup(body, { displayName: "", externalId: null, members: new Set() }));
  return await refusingTwins(() =>
    directory.db.tx(async (tx) => {
      await lockPeople(tx, directory.organization.id);
      const { displayName, externalId } = draft;
      const [group] = await tx.insert(scimGroups).values({ displayName, externalId })
        .returning({ id: scimGroups.id });
      if (!group) throw new Error("The database made no group");
      await setMembers(tx, directory, group.id, { before: new Set(), after: draft.members });
      await recordDirectoryAct(tx, directory, {
        action: "scim_group.create",
        targetId: group.id,
        data: { after: shown(draft) },
      });
      return await resourceOf(tx, directory, group.id);
    })
  );
}

/** PUT: what is not said is taken away. Throws as `patchGroup`. */
export async function replaceGroup(directory: DirectoryCtx, { body, ...change }: Change): Promise<Resource> {
  return await changeGroup(
    directory,
    change,
    () => complete(readGroup(body, { displayName: "", externalId: null, members: new Set() })),
  );
}

/**
 * PATCH: all operations or none.
 * @throws {DomainError} `scim_resource_not_found`, `version_conflict`, `scim_resource_exists`, `last_administrator`, and
 * what is wrong with the operations.
 */
export async function patchGroup(directory: DirectoryCtx, { body, ...change }: Change): Promise<Resource> {
  const operations = readPatch(body);
  return await changeGroup(directory, change, (before) => {
    const draft = { ...before, members: new Set(before.members) };
    for (const operation of operations) applyToGroup(draft, operation);
    return draft;
  });
}

/** Its members lose the role that they had of it. Throws as `patchGroup`. */
export async function removeGroup(
  directory: DirectoryCtx,
  { id, ifMatch }: { id: string; ifMatch?: string },
): Promise<void> {
  const concerned = await directory.db.tx(async (tx) => {
    await lockPeople(tx, directory.organization.id);
    const group = await findGroup(tx, directory, id);
    const members = (await membersOf(tx, directory, [group.id])).get(group.id) ?? [];
    requireVersion(ifMatch, groupResource(directory, group, members));
    await tx.delete(scimGroups).where(and(isOwnGroup(directory), eq(scimGroups.id, group.id)));
    const ids = members.map((member) => member.id);
    const roles = group.role === null ? [] : await applyGroupRoles(tx, directory, ids);
    const { displayName, role } = group;
    await recordDirectoryAct(tx, directory, {
      action: "scim_group.remove",
      targetId: group.id,
      data: { before: { displayName, role, members: ids }, roles },
    });
    return ids;
  });
  forgetPeople(directory, concerned);
}

async function changeGroup(
  directory: DirectoryCtx,
  { id, ifMatch }: Omit<Change, "body">,
  change: (before: GroupDraft) => GroupDraft,
): Promise<Resource> {
  const { resource, concerned } = await refusingTwins(() =>
    directory.db.tx(async (tx) => {
      await lockPeople(tx, directory.organization.id);
      const group = await findGroup(tx, directory, id);
      const members = (await membersOf(tx, directory, [group.id])).get(group.id) ?? [];
      requireVersion(ifMatch, groupResource(directory, group, members));
      const before = {
        displayName: group.displayName,
        externalId: group.externalId,
        members: new Set(members.map((member) => member.id)),
      };
      const concerned = await save(tx, directory, group, { before, after: change(before) });
      return { resource: await resourceOf(tx, directory, group.id), concerned };
    })
  );
  forgetPeople(directory, concerned);
  return resource;
}

/** Returns whose membership has changed. */
async function save(
  tx: Db,
  directory: DirectoryCtx,
  { id, role, updatedAt }: DirectoryGroup,
  { before, after }: { before: GroupDraft; after: GroupDraft },
): Promise<string[]> {
  const joined = [...after.members.difference(before.members)];
  const left = [...before.members.difference(after.members)];
  const { displayName, externalId } = after;
  const isRenamed = displayName !== before.displayName || externalId !== before.externalId;
  if (!isRenamed && joined.length + left.length === 0) return [];
  const now = Math.max(directory.clock.now(), updatedAt.getTime() + 1);
  await tx.update(scimGroups).set({ displayName, externalId, updatedAt: new Date(now) })
    .where(and(isOwnGroup(directory), eq(scimGroups.id, id)));
  await setMembers(tx, directory, id, { before: before.members, after: after.members });
  const concerned = [...joined, ...left];
  const roles = role === null ? [] : await applyGroupRoles(tx, directory, concerned);
  const names = isRenamed ? { before: namesOf(before), after: namesOf(after) } : {};
  await recordDirectoryAct(tx, directory, {
    action: "scim_group.update",
    targetId: id,
    data: { ...names, joined, left, roles },
  });
  return concerned;
}

/** @throws {DomainError} `scim_value_invalid` for ids of nobody here. */
async function setMembers(
  tx: Db,
  directory: DirectoryCtx,
  groupId: string,
  { before, after }: { before: Set<string>; after: Set<string> },
): Promise<void> {
  const [joined, left] = [[...after.difference(before)], [...before.difference(after)]];
  const known = await knownIds(tx, directory, joined);
  const unknown = joined.find((userId) => !known.has(userId));
  if (unknown !== undefined) throw invalidValue("members.value", "the ids of people who are there");
  if (joined.length > 0) {
    await tx.insert(scimGroupMembers).values(joined.map((userId) => ({ groupId, userId })));
  }
  if (left.length === 0) return;
  await tx.delete(scimGroupMembers).where(and(
    eq(scimGroupMembers.organizationId, directory.organization.id),
    eq(scimGroupMembers.groupId, groupId),
    inArray(scimGroupMembers.userId, left),
  ));
}

async function resourceOf(tx: Db, directory: DirectoryCtx, id: string): Promise<Resource> {
  const group = await findGroup(tx, directory, id);
  const members = await membersOf(tx, directory, [group.id]);
  return groupResource(directory, group, members.get(group.id) ?? []);
}

function complete(draft: GroupDraft): GroupDraft {
  if (draft.displayName === "") throw invalidValue("displayName", "a text");
  return draft;
}

function namesOf({ displayName, externalId }: GroupDraft) {
  return { displayName, externalId };
}

function shown(draft: GroupDraft) {
  return { ...namesOf(draft), members: [...draft.members] };
}
