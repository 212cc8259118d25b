import { sql } from "drizzle-orm";
import { notifications } from "#db/schema/notifications.ts";
import type { Db } from "#db/tenant_db.ts";
import { enqueue } from "#jobs/queue.ts";
import type { JobCtx } from "../ctx.ts";
import type { TellCtx } from "../events/tell_event.ts";
import type { LexiaEvent } from "../events/event_types.ts";
import { type MailWay, mailWayFor, severityOf } from "./choices.ts";
import { concernedBy, type Person, type Watch, watchOf } from "./concerned.ts";
import { nextDigestAt, quietUntil } from "./local_time.ts";

/**
 * Writes for each person concerned an entry of their feed, and the one mail and the one text message that they are to get
 * of it: jobs for what goes at once, a line that waits for what goes into a digest. Of a muted watch nobody hears.
 */
export async function tellPeople(tx: Db, ctx: TellCtx, event: LexiaEvent): Promise<void> {
  const watch = await watchOf(tx, ctx.organizationId, event.solicitudId);
  if (watch?.notify.muted) return;
  for (const person of await concernedBy(tx, ctx.organizationId, { event, watch })) {
    await tellPerson(tx, ctx, { event, watch, person });
  }
}

interface Telling {
  event: LexiaEvent;
  watch: Watch | null;
  person: Person;
}

async function tellPerson(tx: Db, ctx: TellCtx, { event, watch, person }: Telling): Promise<void> {
  const severity = severityOf(event);
  const ownWatch = watch?.ownerId === person.id ? watch : null;
  const mail = ctx.mailer.isConfigured
    ? mailWayFor({ type: event.type, severity }, person.preferences, ownWatch)
    : "none";
  const now = ctx.clock.now();
  const atOnceAt = quietUntil(now, person.preferences.quietHours, person.zone) ?? now;
  const mailAt = dueAt(ctx, mail, { person, now, atOnceAt });
  const id = await insert(tx, ctx, {
    userId: person.id,
    eventId: event.id,
    type: event.type,
    severity,
    mail,
    mailAt,
  });
  // Told before.
  if (id === null) return;
  const delaySeconds = Math.max(0, (atOnceAt - now) / 1_000);
  if (mail === "at_once") {
    const key = `notification.mail:${id}`;
    await enqueue(tx, "notification.mail", { notificationId: id }, { key, delaySeconds });
  }
  if (ctx.texts && severity === "high" && wantsText(person, ownWatch)) {
    await enqueue(tx, "text.send", { notificationId: id }, { key: `text.send:${id}`, delaySeconds });
  }
}

function dueAt(
  ctx: TellCtx,
  mail: MailWay,
  { person, now, atOnceAt }: { person: Person; now: number; atOnceAt: number },
): Date | null {
  if (mail === "none") return null;
  if (mail === "at_once") return new Date(atOnceAt);
  const { preferences: { digestHour: hour }, zone: timeZone } = person;
  return new Date(nextDigestAt(now, { way: mail, hour, timeZone }, ctx.calendar));
}

function wantsText({ preferences }: Person, ownWatch: Watch | null): boolean {
  return preferences.hasTexts && preferences.phone !== null && ownWatch?.notify.when !== "digest";
}

/**
 * The entry's id; null where the person was told of the event before. A person's entries are written in turn, so that
 * whoever has read up to a position misses nothing that is committed later.
 */
async function insert(
  tx: Db,
  { organizationId, clock }: JobCtx,
  entry: Omit<typeof notifications.$inferInsert, "position">,
): Promise<string | null> {
  const key = `notifications ${organizationId} ${entry.userId}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${key}::text, 0))`);
  const position = sql`greatest(${clock.now()}::bigint, (
    select coalesce(max(n.position), 0) + 1 from notifications n
    where n.organization_id = ${organizationId} and n.user_id = ${entry.userId}
  ))`;
  const [row] = await tx.insert(notifications).values({ ...entry, position }).onConflictDoNothing({
    target: [notifications.organizationId, notifications.eventId, notifications.userId],
  }).returning({ id: notifications.id });
  return row?.id ?? null;
}
