/** Hands one event to everybody concerned, as a job: each in the same transaction, or none. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { events } from "#db/schema/events.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { tellPeople } from "../notifications/tell_people.ts";
import type { JudicialCalendar } from "../terms/judicial_calendar.ts";
import { calendarOf } from "../terms/load_calendar.ts";
import { tellWebhooks } from "../webhooks/tell_webhooks.ts";
import type { LexiaEvent } from "./event_types.ts";

/**
 * Writes what one kind of receiver is to get (a mail, a delivery, an entry of the feed), and the jobs that bring it
 * there; calls nobody outside. It may be called again for an event of which it wrote everything.
 */
export type Teller = (tx: Db, ctx: TellCtx, event: LexiaEvent) => Promise<void>;

/** With what has to be read before the transaction begins. */
export interface TellCtx extends JobCtx {
  calendar: JudicialCalendar;
}

/** In order. A new way of telling is a line here. */
const TELLERS: readonly Teller[] = [
  tellPeople,
  tellWebhooks,
];

export async function tellEvent(ctx: JobCtx, { eventId }: { eventId: string }): Promise<void> {
  const telling = { ...ctx, calendar: await calendarOf(ctx) };
  await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    const [row] = await tx.select().from(events).where(and(
      eq(events.organizationId, ctx.organizationId),
      eq(events.id, eventId),
      isNull(events.toldAt),
    )).for("update");
    if (row) {
      const { id, type, solicitudId, userId, occurredAt, data } = row;
      // Only `recordEvent` and `insertEvents` write events, and they write these types.
      const event = { id, type, solicitudId, userId, occurredAt, data } as unknown as LexiaEvent;
      for (const tell of TELLERS) await tell(tx, telling, event);
      await tx.update(events).set({ toldAt: sql`now()` }).where(and(
        eq(events.organizationId, ctx.organizationId),
        eq(events.id, eventId),
      ));
    }
    await ctx.job.complete(tx);
  });
}
