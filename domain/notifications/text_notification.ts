import { and, eq, isNull } from "drizzle-orm";
import { notifications } from "#db/schema/notifications.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { JobCtx } from "../ctx.ts";
import { TextRefused } from "../ports.ts";
import { eventPage } from "../events/event_page.ts";
import type { WebhookNotice } from "../webhooks/message_body.ts";
import { activePeople, type Person } from "./concerned.ts";
import { noticesOf } from "./notice.ts";

/**
 * Sends the one text message of one notification, as a job. What the provider refuses for good is not tried again: the log
 * says so. Where the process dies after the provider's answer it is asked again, with the same id.
 */
export async function textNotification(
  ctx: JobCtx,
  { notificationId }: { notificationId: string },
): Promise<void> {
  const found = await find(ctx, notificationId);
  if (found && ctx.texts) {
    let result = "sent";
    try {
      await ctx.texts.send({ ...found, id: notificationId, signal: ctx.job.signal });
    } catch (error) {
      if (!(error instanceof TextRefused)) throw error;
      result = "refused";
      ctx.log.error("Text message refused", {
        organization_id: ctx.organizationId,
        job_id: ctx.job.id,
        error,
      });
    }
    ctx.metrics.increment("texts_total", { result });
  }
  await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    await tx.update(notifications).set({ textedAt: new Date(ctx.clock.now()) }).where(and(
      eq(notifications.organizationId, ctx.organizationId),
      eq(notifications.id, notificationId),
    ));
    await ctx.job.complete(tx);
  });
}

/** Null where there is nothing to send any more. */
async function find(
  ctx: JobCtx,
  notificationId: string,
): Promise<{ to: string; text: string } | null> {
  const { organizationId } = ctx;
  return await ctx.db.tx(async (tx) => {
    const [row] = await tx.select({ userId: notifications.userId, eventId: notifications.eventId })
      .from(notifications).where(and(
        eq(notifications.organizationId, organizationId),
        eq(notifications.id, notificationId),
        isNull(notifications.textedAt),
      ));
    const [person] = row ? await activePeople(tx, organizationId, [row.userId]) : [];
    const phone = person?.preferences.hasTexts ? person.preferences.phone : null;
    const [notice] = row && phone ? await noticesOf(tx, organizationId, [row.eventId]) : [];
    const [organization] = await tx.select({ subdomain: organizations.subdomain }).from(organizations)
      .where(eq(organizations.id, organizationId));
    if (!person || !phone || !notice || !organization) return null;
    return { to: phone, text: textOf(ctx, { notice, person, organization }) };
  });
}

function textOf(
  ctx: JobCtx,
  { notice, person, organization }: {
    notice: Awaited<ReturnType<typeof noticesOf>>[number];
    person: Person;
    organization: { subdomain: string };
  },
): string {
  const { type, data, case: about } = notice;
  const path = eventPage(about && { id: about.solicitudId, isSearch: about.sought !== null }, data);
  // Type and data are those of one event.
  return ctx.noticeText(
    { type, data, about, locale: person.locale, link: ctx.addressOf(organization, path) } as WebhookNotice,
  );
}
