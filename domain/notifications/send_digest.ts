import { and, asc, eq, inArray, isNull, lte } from "drizzle-orm";
import { notificationDigests, notifications } from "#db/schema/notifications.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import type { TellCtx } from "../events/tell_event.ts";
import type { Sealer } from "../identity/sealing.ts";
import { sendMail } from "../mail/send_mail.ts";
import { calendarOf } from "../terms/load_calendar.ts";
import { agendaOf, contentsOf } from "./digest_contents.ts";
import { activePeople, type Person } from "./concerned.ts";
import { nextDigestAt } from "./local_time.ts";
import { aroundOf } from "./mail_notification.ts";
import { noticesOf } from "./notice.ts";

export interface DigestSlot {
  userId: string;
  way: "daily" | "weekly";
  /** RFC 3339: when it was due. */
  slotAt: string;
}

/** More than anybody reads; the digest says how many it leaves out. */
const MOST_NOTICES = 500;

/**
 * Makes one person's digest of what has waited for it, as a job: once for each slot. What was told too late for it waits
 * for the next one.
 */
export async function sendDigest(services: JobCtx, sealer: Sealer, slot: DigestSlot): Promise<void> {
  const ctx = { ...services, calendar: await calendarOf(services) };
  await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    const waiting = await lockWaiting(tx, ctx, slot);
    if (waiting.length > 0) {
      const [person] = await activePeople(tx, ctx.organizationId, [slot.userId]);
      if (person?.preferences.email) await digest(tx, ctx, sealer, { slot, person, waiting });
      else await markMailed(tx, ctx, waiting);
    }
    await ctx.job.complete(tx);
  });
}

interface Waiting {
  id: string;
  eventId: string;
}

async function lockWaiting(
  tx: Db,
  { organizationId }: JobCtx,
  { userId, way, slotAt }: DigestSlot,
): Promise<Waiting[]> {
  return await tx.select({ id: notifications.id, eventId: notifications.eventId }).from(notifications)
    .where(and(
      eq(notifications.organizationId, organizationId),
      eq(notifications.userId, userId),
      eq(notifications.mail, way),
      isNull(notifications.mailedAt),
      lte(notifications.mailAt, new Date(slotAt)),
    )).orderBy(asc(notifications.position)).for("update");
}

async function digest(
  tx: Db,
  ctx: TellCtx,
  sealer: Sealer,
  { slot, person, waiting }: { slot: DigestSlot; person: Person; waiting: readonly Waiting[] },
): Promise<void> {
  const { organizationId } = ctx;
  const { way } = slot;
  const claimed = await tx.insert(notificationDigests).values({
    userId: person.id,
    way,
    slotAt: new Date(slot.slotAt),
    lines: waiting.length,
  }).onConflictDoNothing().returning({ way: notificationDigests.way });
  if (claimed.length === 0) return await putOff(tx, ctx, { way, person, waiting });
  await markMailed(tx, ctx, waiting);
  const now = ctx.clock.now();
  const notices = await noticesOf(tx, organizationId, waiting.map(({ eventId }) => eventId));
  if (notices.length === 0) return;
  const says = {
    ...await aroundOf(tx, ctx, sealer, person),
    way,
    ...contentsOf(notices.slice(0, MOST_NOTICES)),
    more: Math.max(0, notices.length - MOST_NOTICES),
    agenda: await agendaOf(tx, { organizationId, userId: person.id, now }),
  };
  const message = { kind: "digest", locale: person.locale, says } as const;
  await sendMail(tx, sealer, { to: { name: person.name, address: person.address }, message });
}

async function putOff(
  tx: Db,
  ctx: TellCtx,
  { way, person, waiting }: { way: DigestSlot["way"]; person: Person; waiting: readonly Waiting[] },
): Promise<void> {
  const { preferences: { digestHour: hour }, zone: timeZone } = person;
  const next = nextDigestAt(ctx.clock.now(), { way, hour, timeZone }, ctx.calendar);
  await tx.update(notifications).set({ mailAt: new Date(next) }).where(areThese(ctx, waiting));
}

async function markMailed(tx: Db, ctx: JobCtx, waiting: readonly Waiting[]): Promise<void> {
  await tx.update(notifications).set({ mailedAt: new Date(ctx.clock.now()) }).where(areThese(ctx, waiting));
}

function areThese({ organizationId }: JobCtx, waiting: readonly Waiting[]) {
  return and(
    eq(notifications.organizationId, organizationId),
    inArray(notifications.id, waiting.map(({ id }) => id)),
  );
}
