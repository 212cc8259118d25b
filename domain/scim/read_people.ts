import { and, asc, count } from "drizzle-orm";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { DirectoryCtx } from "./directory.ts";
import { parseFilter } from "./filter.ts";
import { conditionOf } from "./filter_conditions.ts";
import {
  findPerson,
  isKnown,
  membershipOf,
  PERSON_ATTRIBUTES,
  PERSON_FIELDS,
  personResource,
} from "./person.ts";
import type { Resource } from "./resource_meta.ts";

export interface ListQuery {
  filter?: string;
  /** From 1. */
  startIndex: number;
  /** 0: only how many there are. */
  count: number;
}

export interface ResourceList {
  total: number;
  startIndex: number;
  resources: Resource[];
}

/** In the order in which they came. @throws {DomainError} `scim_filter_invalid` */
export async function listPeople(directory: DirectoryCtx, query: ListQuery): Promise<ResourceList> {
  const filter = query.filter === undefined
    ? undefined
    : conditionOf(parseFilter(query.filter), PERSON_ATTRIBUTES);
  const where = and(isKnown(directory), filter);
  return await directory.db.tx(async (tx) => {
    const [all] = await tx.select({ total: count() }).from(users)
      .innerJoin(organizationUsers, membershipOf()).where(where);
    const rows = query.count === 0 ? [] : await tx.select(PERSON_FIELDS).from(users)
      .innerJoin(organizationUsers, membershipOf()).where(where)
      .orderBy(asc(users.createdAt), asc(users.id)).limit(query.count).offset(query.startIndex - 1);
    const resources = rows.map((person) => personResource(directory, person));
    return { total: all?.total ?? 0, startIndex: query.startIndex, resources };
  });
}

/** @throws {DomainError} `scim_resource_not_found` */
export async function getPerson(directory: DirectoryCtx, id: string): Promise<Resource> {
  return personResource(directory, await directory.db.one((db) => findPerson(db, directory, id)));
}
