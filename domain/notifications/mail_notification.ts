import { and, eq, isNull } from "drizzle-orm";
import { notifications } from "#db/schema/notifications.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import type { Sealer } from "../identity/sealing.ts";
import { sendMail } from "../mail/send_mail.ts";
import { activePeople, type Person } from "./concerned.ts";
import { noticesOf } from "./notice.ts";
import { unsubscribeLink } from "./unsubscribe.ts";

/**
 * Makes the one mail of one notification, as a job; it may have waited for the end of quiet hours. Who is no active member
 * by then, or wants no mail any more, gets none.
 */
export async function mailNotification(
  ctx: JobCtx,
  sealer: Sealer,
  { notificationId }: { notificationId: string },
): Promise<void> {
  const { organizationId } = ctx;
  await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    const [row] = await tx.update(notifications).set({ mailedAt: new Date(ctx.clock.now()) }).where(and(
      eq(notifications.organizationId, organizationId),
      eq(notifications.id, notificationId),
      eq(notifications.mail, "at_once"),
      isNull(notifications.mailedAt),
    )).returning({ userId: notifications.userId, eventId: notifications.eventId });
    const [person] = row ? await activePeople(tx, organizationId, [row.userId]) : [];
    if (row && person?.preferences.email) await mail(tx, ctx, sealer, { person, eventId: row.eventId });
    await ctx.job.complete(tx);
  });
}

async function mail(
  tx: Db,
  ctx: JobCtx,
  sealer: Sealer,
  { person, eventId }: { person: Person; eventId: string },
): Promise<void> {
  const [notice] = await noticesOf(tx, ctx.organizationId, [eventId]);
  if (!notice) return;
  const around = await aroundOf(tx, ctx, sealer, person);
  const message = { kind: "notification", locale: person.locale, says: { ...around, notice } } as const;
  await sendMail(tx, sealer, { to: { name: person.name, address: person.address }, message });
}

/** What stands around every notice: whose it is, where to go, and how to hear no more. */
export interface NoticeFrame {
  organization: string;
  name: string;
  /** Address of the list; a solicitud is below it, under its id. */
  casesLink: string;
  preferencesLink: string;
  unsubscribeLink: string;
}

export async function aroundOf(
  tx: Db,
  ctx: JobCtx,
  sealer: Sealer,
  person: Pick<Person, "id" | "name">,
): Promise<NoticeFrame> {
  const [organization] = await tx.select({
    id: organizations.id,
    name: organizations.name,
    subdomain: organizations.subdomain,
  }).from(organizations).where(eq(organizations.id, ctx.organizationId));
  if (!organization) throw new Error("The organization of a job is not there");
  return {
    organization: organization.name,
    name: person.name,
    casesLink: ctx.addressOf(organization, "/solicitudes"),
    preferencesLink: ctx.addressOf(organization, "/notifications"),
    unsubscribeLink: await unsubscribeLink(ctx, sealer, { organization, userId: person.id }),
  };
}
