/** Groups of a directory, and their members. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { scimGroupMembers, scimGroups } from "#db/schema/scim.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { DirectoryCtx } from "./directory.ts";
import type { Attributes } from "./filter_conditions.ts";
import { type Resource, resourceMeta } from "./resource_meta.ts";

export interface DirectoryGroup {
  id: string;
  displayName: string;
  externalId: string | null;
  /** The role that its members have; null: none. */
  role: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface GroupMember {
  id: string;
  name: string;
}

export const GROUP_FIELDS = {
  id: scimGroups.id,
  displayName: scimGroups.displayName,
  externalId: scimGroups.externalId,
  role: scimGroups.role,
  createdAt: scimGroups.createdAt,
  updatedAt: scimGroups.updatedAt,
};

export function isOwnGroup({ organization }: Pick<DirectoryCtx, "organization">) {
  return eq(scimGroups.organizationId, organization.id);
}

/** @throws {DomainError} `scim_resource_not_found`, the same for another organization's. */
export async function findGroup(db: Db, directory: DirectoryCtx, id: string): Promise<DirectoryGroup> {
  return onlyOne(isUuid(id.toLowerCase()) ? await selectGroup(db, directory, id) : []);
}

function selectGroup(db: Db, directory: DirectoryCtx, id: string) {
  return db.select(GROUP_FIELDS).from(scimGroups)
    .where(and(isOwnGroup(directory), eq(scimGroups.id, id.toLowerCase())));
}

function onlyOne([group]: readonly DirectoryGroup[]): DirectoryGroup {
  if (!group) throw new DomainError("scim_resource_not_found");
  return group;
}

/** The members of these groups, by group. */
export async function membersOf(
  db: Db,
  { organization }: Pick<DirectoryCtx, "organization">,
  groupIds: readonly string[],
): Promise<Map<string, GroupMember[]>> {
  if (groupIds.length === 0) return new Map();
  const rows = await db.select({ groupId: scimGroupMembers.groupId, id: users.id, name: users.name })
    .from(scimGroupMembers)
    .innerJoin(
      users,
      and(eq(users.organizationId, scimGroupMembers.organizationId), eq(users.id, scimGroupMembers.userId)),
    ).where(and(
      eq(scimGroupMembers.organizationId, organization.id),
      inArray(scimGroupMembers.groupId, [...groupIds]),
    )).orderBy(asc(users.createdAt), asc(users.id));
  return Map.groupBy(rows, ({ groupId }) => groupId);
}

const MEMBER_IDS = sql`select ${scimGroupMembers.userId} from ${scimGroupMembers}
  where ${scimGroupMembers.organizationId} = ${scimGroups.organizationId}
    and ${scimGroupMembers.groupId} = ${scimGroups.id}`;
const MEMBERS = {
  kind: "ids",
  has: (id: string) => sql`(${id}::uuid in (${MEMBER_IDS}))`,
  any: sql`(exists (${MEMBER_IDS}))`,
} as const;

export const GROUP_ATTRIBUTES: Attributes = {
  "id": { kind: "id", column: scimGroups.id },
  "displayname": { kind: "text", column: scimGroups.displayName },
  "externalid": { kind: "exact", column: scimGroups.externalId },
  "members": MEMBERS,
  "members.value": MEMBERS,
  "meta.resourcetype": { kind: "constant", value: "Group" },
  "meta.created": { kind: "instant", column: scimGroups.createdAt },
  "meta.lastmodified": { kind: "instant", column: scimGroups.updatedAt },
};

/** As RFC 7643 (section 4.2) writes a group. */
export function groupResource(
  directory: DirectoryCtx,
  group: DirectoryGroup,
  members: readonly GroupMember[],
): Resource {
  const { organization } = directory;
  const resource = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    id: group.id,
    ...(group.externalId === null ? {} : { externalId: group.externalId }),
    displayName: group.displayName,
    members: members.map(({ id, name }) => ({
      value: id,
      display: name,
      $ref: directory.addressOf(organization, `/scim/v2/Users/${id}`),
    })),
  };
  return { ...resource, meta: resourceMeta(directory, "Group", resource, group) };
}
