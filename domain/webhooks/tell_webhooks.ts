import { and, asc, eq, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { webhookDeliveries, webhookEndpoints } from "#db/schema/webhooks.ts";
import type { Db } from "#db/tenant_db.ts";
import type { JobCtx } from "../ctx.ts";
import { eventPage } from "../events/event_page.ts";
import type { LexiaEvent } from "../events/event_types.ts";
import { localeOf } from "../mail/messages.ts";
import { type Watch, watchOf } from "../notifications/concerned.ts";
import { soughtIn } from "../notifications/notice.ts";
import { queueDelivery } from "./delivery_jobs.ts";
import { messageBody, type WebhookNotice } from "./message_body.ts";

/** One message for each active endpoint that wants to hear of such events; of a muted watch none hears. */
export async function tellWebhooks(tx: Db, ctx: JobCtx, event: LexiaEvent): Promise<void> {
  const { organizationId } = ctx;
  const endpoints = await tx.select({ id: webhookEndpoints.id, format: webhookEndpoints.format })
    .from(webhookEndpoints).where(and(
      eq(webhookEndpoints.organizationId, organizationId),
      eq(webhookEndpoints.state, "active"),
      sql`${webhookEndpoints.events} ? ${event.type}`,
    )).orderBy(asc(webhookEndpoints.id));
  const watch = endpoints.length === 0 ? null : await watchOf(tx, organizationId, event.solicitudId);
  if (endpoints.length === 0 || watch?.notify.muted) return;
  const isRead = endpoints.some(({ format }) => format === "slack");
  const text = isRead ? ctx.webhookText(await noticeOf(tx, ctx, { event, watch })) : "";
  const { id: eventId, type, occurredAt, data } = event;
  const rows = await tx.insert(webhookDeliveries).values(endpoints.map(({ id: endpointId, format }) => ({
    endpointId,
    eventId,
    eventType: type,
    body: messageBody(format, { type, occurredAt, eventId, data }, () => text),
  }))).onConflictDoNothing().returning({ id: webhookDeliveries.id, round: webhookDeliveries.round });
  for (const row of rows) await queueDelivery(tx, { organizationId, ...row });
}

async function noticeOf(
  tx: Db,
  ctx: JobCtx,
  { event, watch }: { event: LexiaEvent; watch: Watch | null },
): Promise<WebhookNotice> {
  const [organization] = await tx.select({
    subdomain: organizations.subdomain,
    locale: organizationSettings.locale,
  }).from(organizations)
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizations.id))
    .where(eq(organizations.id, ctx.organizationId));
  if (!organization) throw new Error("The organization of a job is not there");
  const { type, data } = event;
  const page = eventPage(watch && { id: watch.id, isSearch: watch.parametros !== null }, data);
  const link = ctx.addressOf(organization, page);
  const about = watch && { alias: watch.alias, sought: soughtIn(watch.parametros) };
  // Type and data are those of one event.
  return { type, data, locale: localeOf(organization.locale), link, about } as WebhookNotice;
}
