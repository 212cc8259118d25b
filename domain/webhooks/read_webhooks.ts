import { and, desc, eq, lt, or } from "drizzle-orm";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { asWebhook, isWebhook, type Webhook, WEBHOOK_FIELDS } from "./webhook.ts";

/** The latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listWebhooks(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Webhook>> {
  authorize(ctx, "webhook_management");
  const older = cursor === undefined ? undefined : olderThan(cursor);
  const rows = await ctx.db.one((db) =>
    db.select(WEBHOOK_FIELDS).from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.organizationId, ctx.organization.id), older))
      .orderBy(desc(webhookEndpoints.createdAt), desc(webhookEndpoints.id)).limit(limit + 1)
  );
  return pageOf(rows.map(asWebhook), limit, (last) => [last.createdAt.toISOString(), last.id]);
}

/** @throws {DomainError} `permission_denied`, `webhook_not_found` */
export async function getWebhook(ctx: Ctx, id: string): Promise<Webhook> {
  authorize(ctx, "webhook_management");
  const [row] = isUuid(id)
    ? await ctx.db.one((db) => db.select(WEBHOOK_FIELDS).from(webhookEndpoints).where(isWebhook(ctx, id)))
    : [];
  if (!row) throw new DomainError("webhook_not_found");
  return asWebhook(row);
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(createdAt);
  return or(
    lt(webhookEndpoints.createdAt, instant),
    and(eq(webhookEndpoints.createdAt, instant), lt(webhookEndpoints.id, id)),
  );
}
