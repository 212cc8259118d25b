import { desc, gt } from "drizzle-orm";
import { notifications } from "#db/schema/notifications.ts";
import type { Ctx } from "../ctx.ts";
import { isOwn, type Notification, selectNotifications } from "./notification.ts";

/** Between two looks; nobody reads faster. */
const LOOK_AGAIN_MS = 2_000;
const MOST_AT_ONCE = 100;

/**
 * The caller's feed as it grows, from behind position `after`, or from now on; ends when `signal` aborts. What is committed
 * later has a higher position, so nothing is left out.
 */
export async function* followNotifications(
  ctx: Ctx,
  { after, signal }: { after?: number; signal: AbortSignal },
): AsyncGenerator<Notification> {
  let position = after ?? await lastPosition(ctx);
  while (!signal.aborted) {
    const where = gt(notifications.position, position);
    const found = await ctx.db.one((db) =>
      selectNotifications(db, ctx, { where, limit: MOST_AT_ONCE, isAscending: true })
    );
    for (const notification of found) {
      if (signal.aborted) return;
      position = notification.position;
      yield notification;
    }
    if (found.length < MOST_AT_ONCE) await ctx.clock.sleep(LOOK_AGAIN_MS, signal).catch(() => {});
  }
}

async function lastPosition(ctx: Ctx): Promise<number> {
  const [last] = await ctx.db.one((db) =>
    db.select({ position: notifications.position }).from(notifications).where(isOwn(ctx))
      .orderBy(desc(notifications.position)).limit(1)
  );
  return last?.position ?? 0;
}
