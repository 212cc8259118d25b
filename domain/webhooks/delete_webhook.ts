import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isWebhook, lockWebhook, shownAddress } from "./webhook.ts";

/** Removes a webhook with its deliveries. @throws {DomainError} `permission_denied`, `webhook_not_found` */
export async function deleteWebhook(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, "webhook_management");
  await ctx.db.tx(async (tx) => {
    const { url, events, description } = await lockWebhook(tx, ctx, id);
    await tx.delete(webhookEndpoints).where(isWebhook(ctx, id));
    const data = { before: { address: shownAddress(url), events, description } };
    await audit(tx, ctx, { action: "webhook.delete", targetId: id, data });
  });
}
