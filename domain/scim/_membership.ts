import { and, eq, inArray } from "drizzle-orm";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { isUuid } from "../cursor.ts";
import type { DirectoryCtx } from "./directory.ts";

/** Ids of those that are members, of the ids that were named. */
export async function knownIds(
  tx: Db,
  { organization }: Pick<DirectoryCtx, "organization">,
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
