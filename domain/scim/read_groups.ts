import { and, asc, count } from "drizzle-orm";
import { scimGroups } from "#db/schema/scim.ts";
import type { DirectoryCtx } from "./directory.ts";
import { parseFilter } from "./filter.ts";
import { conditionOf } from "./filter_conditions.ts";
import { findGroup, GROUP_ATTRIBUTES, GROUP_FIELDS, groupResource, isOwnGroup, membersOf } from "./group.ts";
import type { ListQuery, ResourceList } from "./read_people.ts";
import type { Resource } from "./resource_meta.ts";

/** In the order in which they came. @throws {DomainError} `scim_filter_invalid` */
export async function listGroups(directory: DirectoryCtx, query: ListQuery): Promise<ResourceList> {
  const filter = query.filter === undefined
    ? undefined
    : conditionOf(parseFilter(query.filter), GROUP_ATTRIBUTES);
  const where = and(isOwnGroup(directory), filter);
  return await directory.db.tx(async (tx) => {
    const [all] = await tx.select({ total: count() }).from(scimGroups).where(where);
    const rows = query.count === 0 ? [] : await tx.select(GROUP_FIELDS).from(scimGroups).where(where)
      .orderBy(asc(scimGroups.createdAt), asc(scimGroups.id)).limit(query.count).offset(query.startIndex - 1);
    const members = await membersOf(tx, directory, rows.map(({ id }) => id));
    const resources = rows.map((group) => groupResource(directory, group, members.get(group.id) ?? []));
    return { total: all?.total ?? 0, startIndex: query.startIndex, resources };
  });
}

/** @throws {DomainError} `scim_resource_not_found` */
export async function getGroup(directory: DirectoryCtx, id: string): Promise<Resource> {
  return await directory.db.tx(async (tx) => {
    const group = await findGroup(tx, directory, id);
    const members = await membersOf(tx, directory, [group.id]);
    return groupResource(directory, group, members.get(group.id) ?? []);
  });
}
