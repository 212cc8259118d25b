/** What a person has read of their feed. */
import { and, eq, isNull, lte, sql } from "drizzle-orm";
import { notifications } from "#db/schema/notifications.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { isOwn, type Notification, selectNotifications } from "./notification.ts";

/** @throws {DomainError} `notification_not_found` */
export async function readNotification(ctx: Ctx, id: string): Promise<Notification> {
  return await ctx.db.tx(async (tx) => {
    const isThis = eq(notifications.id, id);
    const readAt = sql`coalesce(${notifications.readAt}, ${
      new Date(ctx.clock.now()).toISOString()
    }::timestamptz)`;
    await tx.update(notifications).set({ readAt }).where(and(isOwn(ctx), isThis));
    const [found] = await selectNotifications(tx, ctx, { where: isThis, limit: 1 });
    if (!found) throw new DomainError("notification_not_found");
    await audit(tx, ctx, { action: "notification.read", targetId: id });
    return found;
  });
}

/**
 * Reads everything up to a position, so that nothing counts as read that came while the caller looked. Answers how many
 * there were.
 */
export async function readAllNotifications(ctx: Ctx, until: number): Promise<number> {
  return await ctx.db.tx(async (tx) => {
    const marked = await tx.update(notifications).set({ readAt: new Date(ctx.clock.now()) }).where(
      and(isOwn(ctx), isNull(notifications.readAt), lte(notifications.position, until)),
    ).returning({ id: notifications.id });
    const data = { count: marked.length, until };
    await audit(tx, ctx, { action: "notification.read_all", targetId: ctx.actor.userId, data });
    return marked.length;
  });
}
