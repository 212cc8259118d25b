/** Webhooks of a test's organizations: events are recorded as LEXIA records them, and time passes when a test says so. */
import { ok, strictEqual } from "node:assert/strict";
import type { EventData, EventType } from "#domain/events/event_types.ts";
import { recordEvent } from "#domain/events/record_event.ts";
import type { Lexia, Session, TestOrganization } from "./lexia.ts";
import type { MovableClock } from "./stores.ts";

export const WEBHOOKS = "/api/v1/webhooks";

export interface MadeWebhook {
  id: string;
  secret: string;
}

export async function makeWebhook(
  session: Session,
  url: string,
  more: { events?: readonly EventType[]; format?: "standard" | "slack" } = {},
): Promise<MadeWebhook> {
  const response = await session.post(WEBHOOKS, { url, events: ["quota.warning"], ...more });
  const body = await response.json();
  strictEqual(response.status, 201, JSON.stringify(body));
  return body;
}

export const WARNING: EventData["quota.warning"] = {
  month: "2026-11",
  used: 80,
  limit: 100,
  percent: 80,
  resets_at: "2026-12-01T05:00:00.000Z",
};

/** Something that happened in the organization. */
export async function happen<K extends EventType = "quota.warning">(
  lexia: Lexia,
  { id }: Pick<TestOrganization, "id">,
  event?: { type: K; data: EventData[K]; solicitudId?: string },
): Promise<string> {
  const { services } = lexia.core;
  const occurredAt = new Date(services.clock.now());
  const recorded = await services.tenantDb(id).tx((tx) =>
    event
      ? recordEvent(tx, { ...event, occurredAt })
      : recordEvent(tx, { type: "quota.warning", data: WARNING, occurredAt })
  );
  ok(recorded);
  return recorded;
}

export interface ShownDelivery {
  id: string;
  event_id: string;
  event_type: string;
  status: string;
  attempts: number;
  next_attempt_at: string | null;
  last_status: number | null;
  last_reason: string | null;
}

export async function deliveriesOf(
  session: Session,
  webhook: { id: string },
  query = "",
): Promise<ShownDelivery[]> {
  const response = await session.get(`${WEBHOOKS}/${webhook.id}/deliveries${query}`);
  strictEqual(response.status, 200);
  return (await response.json()).items;
}

/** Lets the time pass until the next delivery's attempt is due: for LEXIA's clock, and for the database's rows. */
export async function passTime(lexia: Lexia, clock: MovableClock, milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  const values = [milliseconds / 1_000];
  await lexia.database.owner.batch([
    {
      text: `update jobs set run_at = run_at - make_interval(secs => $1)
             where status = 'ready' and task = 'webhook.deliver'`,
      values,
    },
    {
      text: `update webhook_deliveries set next_attempt_at = next_attempt_at - make_interval(secs => $1)
             where status in ('pending', 'held')`,
      values,
    },
  ]);
  await lexia.core.jobs.tick();
}

/** Milliseconds until the next delivery's job is due, by the database's clock. */
export async function untilNext(lexia: Lexia): Promise<number> {
  const text = `select extract(epoch from min(run_at) - now()) * 1000 from jobs
    where status = 'ready' and task = 'webhook.deliver'`;
  const [found] = await lexia.database.owner.batch([{ text }]);
  return Number(found?.rows[0]?.[0]);
}
