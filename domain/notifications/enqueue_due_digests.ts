import { sql } from "drizzle-orm";
import { enqueueMany } from "#jobs/queue.ts";
import type { Services } from "../ctx.ts";

/** In one tick; the rest follows with the next. */
const MOST_DIGESTS = 1_000;

/** Makes digests that are due into jobs. Any number of schedulers may do so: a digest is made once for each slot. */
export async function enqueueDueDigests(
  { platformDb, clock }: Pick<Services, "platformDb" | "clock">,
): Promise<void> {
  const now = new Date(clock.now()).toISOString();
  await platformDb.tx({ purpose: "digests.schedule" }, async (tx) => {
    // Of several slots that an outage has left behind, one digest says all.
    const due = await tx.execute<
      { organizationId: string; userId: string; way: "daily" | "weekly"; slotAt: string }
    >(sql`
      select n.organization_id as "organizationId", n.user_id as "userId", n.mail as way,
        to_char(max(n.mail_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "slotAt"
      from notifications n
      where n.mailed_at is null and n.mail in ('daily', 'weekly') and n.mail_at <= ${now}::timestamptz
      group by n.organization_id, n.user_id, n.mail
      order by max(n.mail_at), n.organization_id, n.user_id limit ${MOST_DIGESTS}`);
    const digests = due.map(({ organizationId, ...payload }) => ({
      organizationId,
      key: `digest.send:${payload.userId}:${payload.way}`,
      payload,
    }));
    await enqueueMany(tx, "digest.send", digests);
  });
}
