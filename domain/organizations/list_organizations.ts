import { desc, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { decodeCursor, encodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";

export interface OrganizationPage {
  items: OrganizationRecord[];
  nextCursor: string | null;
}

/** All organizations, the newest first. @throws {DomainError} `permission_denied`, `cursor_invalid`. */
export async function listOrganizations(
  ctx: PlatformCtx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<OrganizationPage> {
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
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor([last.createdAt.toISOString(), last.id]) : null };
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${organizations.createdAt}, ${organizations.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
