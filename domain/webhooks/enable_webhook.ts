import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { asWebhook, isWebhook, lockWebhook, type Webhook, WEBHOOK_FIELDS } from "./webhook.ts";

/**
 * Lets a disabled webhook hear of what happens from now on; its failures are forgotten.
 * @throws {DomainError} `permission_denied`, `webhook_not_found`, `webhook_state`.
 */
export async function enableWebhook(ctx: Ctx, id: string): Promise<Webhook> {
  authorize(ctx, "webhook_management");
  return await ctx.db.tx(async (tx) => {
    const before = await lockWebhook(tx, ctx, id);
    if (before.state === "active") {
      throw new DomainError("webhook_state", { detail: "The webhook is active already" });
    }
    const [row] = await tx.update(webhookEndpoints).set({
      state: "active",
      disabledReason: null,
      disabledAt: null,
      failures: 0,
      failingSince: null,
      // Whoever was gone has to answer well once before several are sent at the same time.
      lastSuccessAt: null,
      quietUntil: null,
      updatedAt: new Date(ctx.clock.now()),
    }).where(isWebhook(ctx, id)).returning(WEBHOOK_FIELDS);
    if (!row) throw new DomainError("webhook_not_found");
    await audit(tx, ctx, {
      action: "webhook.enable",
      targetId: id,
      data: {
        before: { state: "disabled", disabled_reason: before.disabledReason },
        after: { state: "active", disabled_reason: null },
      },
    });
    return asWebhook(row);
  });
}
