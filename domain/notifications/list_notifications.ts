import { and, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { notifications } from "#db/schema/notifications.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { isOwn, type Notification, selectNotifications } from "./notification.ts";

export interface NotificationPage extends Page<Notification> {
  /** Counted up to `MOST_UNREAD`. */
  unread: number;
}

export const MOST_UNREAD = 1_000;

/** The caller's feed, the newest first. */
export async function listNotifications(
  ctx: Ctx,
  { unread, cursor, limit }: { unread?: boolean; cursor?: string; limit: number },
): Promise<NotificationPage> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, [isPosition]);
  const where = and(
    unread === undefined
      ? undefined
      : unread
      ? isNull(notifications.readAt)
      : isNotNull(notifications.readAt),
    before === undefined ? undefined : lt(notifications.position, Number(before)),
  );
  return await ctx.db.tx(async (tx) => {
    const rows = await selectNotifications(tx, ctx, { where, limit: limit + 1 });
    const page = pageOf(rows, limit, ({ position }) => [String(position)]);
    const counted = tx.select({ id: notifications.id }).from(notifications)
      .where(and(isOwn(ctx), isNull(notifications.readAt))).limit(MOST_UNREAD).as("counted");
    const [found] = await tx.select({ unread: sql<number>`count(*)::int` }).from(counted);
    return { ...page, unread: found?.unread ?? 0 };
  });
}

/** A whole number that JavaScript has exactly. */
function isPosition(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
