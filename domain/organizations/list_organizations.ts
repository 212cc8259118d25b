import { desc, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";

/** All organizations, the newest first. @throws {DomainError} `permission_denied`, `cursor_invalid`. */
export async function listOrganizations(
  ctx: PlatformCtx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<OrganizationRecord>> {
  authorizePlatform(ctx);
  const older = cursor === undefined ? undefined : olderThan(cursor);
  const audit = {
    actorId: ctx.actor.userId,
    action: "organization.list",
    address: ctx.address,
    requestId: ctx.requestId,
  };
  const rows = await ctx.platformDb.one(
    { purpose: "organization.list", audit },
    (db) =>
      db.select(RECORD_FIELDS).from(organizations).where(older)
        .orderBy(desc(organizations.createdAt), desc(organizations.id)).limit(limit + 1),
  );
  return pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]);
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${organizations.createdAt}, ${organizations.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
