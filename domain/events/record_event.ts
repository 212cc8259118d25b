/** Writing down what happened, in the transaction that made it happen, with the job that tells it on. */
import { type Placeholder, type SQL, sql } from "drizzle-orm";
import { events } from "#db/schema/events.ts";
import type { Db } from "#db/tenant_db.ts";
import { enqueue, enqueueMany, insertJobs } from "#jobs/queue.ts";
import type { EventData, EventType } from "./event_types.ts";

export interface NewEvent<K extends EventType> {
  type: K;
  solicitudId?: string;
  userId?: string;
  /** One event of the organization has it: recording it again does nothing. */
  key?: string;
  occurredAt: Date;
  data: EventData[K];
  /** Whose it is, where the transaction stands in no organization. */
  organizationId?: string;
}

/** Returns the event's id, or null where there is one of that key already. */
export async function recordEvent<K extends EventType>(tx: Db, event: NewEvent<K>): Promise<string | null> {
  const { organizationId } = event;
  const [row] = await tx.insert(events).values(rowOf(event)).onConflictDoNothing().returning({
    id: events.id,
  });
  if (!row) return null;
  await enqueue(tx, "event.tell", { eventId: row.id }, { key: tellKey(row.id), organizationId });
  return row.id;
}

/** As `recordEvent` for each of many, in a transaction that stands in no organization. */
export async function recordEvents<K extends EventType>(
  tx: Db,
  many: readonly (NewEvent<K> & { organizationId: string })[],
): Promise<void> {
  if (many.length === 0) return;
  const rows = await tx.insert(events).values(many.map(rowOf)).onConflictDoNothing().returning({
    id: events.id,
    organizationId: events.organizationId,
  });
  const tellers = rows.map(({ id, organizationId }) => (
    { organizationId, key: tellKey(id), payload: { eventId: id } }
  ));
  await enqueueMany(tx, "event.tell", tellers);
}

/**
 * The parts of a prepared statement that record an event for each row of `from` (columns `type`, `solicitud_id`,
 * `user_id`, `key`, `data` and `occurred_at`), and the job of each: two common table expressions, `told` and `told_jobs`.
 * The statement's query must announce the rows of `told_jobs`, which are what `queueEntry` takes.
 */
export function insertEvents({ from, where }: { from: SQL; where: SQL }): SQL {
  return sql`told as (
      insert into events (type, solicitud_id, user_id, key, data, occurred_at)
      select type, solicitud_id, user_id, key, data, occurred_at from ${from} where ${where}
      on conflict do nothing returning id
    ), told_jobs as (${
    insertJobs("event.tell", {
      from: sql`told`,
      key: sql`'event.tell:' || told.id`,
      payload: sql`jsonb_build_object('eventId', told.id)`,
    })
  })`;
}

export type SlotFor = (name: string) => Placeholder;

function tellKey(eventId: string): string {
  return `event.tell:${eventId}`;
}

/** Without an organization where the transaction stands in one. */
function rowOf<K extends EventType>({ organizationId, ...event }: NewEvent<K>) {
  return {
    ...(organizationId === undefined ? {} : { organizationId }),
    type: event.type,
    solicitudId: event.solicitudId ?? null,
    userId: event.userId ?? null,
    key: event.key ?? null,
    occurredAt: event.occurredAt,
    data: event.data,
  };
}
