import { and, lt, or, sql } from "drizzle-orm";
import { notificationDigests, notifications } from "#db/schema/notifications.ts";
import type { Db } from "#db/tenant_db.ts";

/** Feeds go back half a year; what still waits for its mail stays. */
export async function removeOldNotifications(tx: Db): Promise<void> {
  const isOver = or(sql`${notifications.mail} = 'none'`, sql`${notifications.mailedAt} is not null`);
  await tx.delete(notifications)
    .where(and(lt(notifications.createdAt, sql`now() - interval '180 days'`), isOver));
  await tx.delete(notificationDigests).where(
    lt(notificationDigests.createdAt, sql`now() - interval '180 days'`),
  );
}
