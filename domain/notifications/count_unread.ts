/** How much waits for the caller, for the badges of every page: in one round trip. */
import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { unreadCounts } from "../novedades/list_novedades.ts";
import { MOST_UNREAD } from "./list_notifications.ts";

/** Counted up to a thousand each. */
export interface UnreadCounts {
  novedades: number;
  notices: number;
}

/** @throws {DomainError} `permission_denied` */
export async function countUnread(ctx: Ctx): Promise<UnreadCounts> {
  authorize(ctx, "read_all_solicitudes", "read_own_solicitudes");
  const { organization: { id: organizationId }, actor: { userId } } = ctx;
  const [novedades, [notices]] = await ctx.db.batch([
    unreadCounts(ctx),
    NOTICES({ organizationId, userId, limit: MOST_UNREAD }),
  ]);
  return { novedades: novedades.reduce((sum, { count }) => sum + count, 0), notices: notices?.count ?? 0 };
}

const NOTICES = prepareSql<{ count: number }>(
  (slot) =>
    sql`select count(*)::int from (
      select 1 from notifications where organization_id = ${slot("organizationId")}
        and user_id = ${slot("userId")}::uuid and read_at is null limit ${slot("limit")}::int
    ) counted`,
  { count: sql<number>`count` },
);
