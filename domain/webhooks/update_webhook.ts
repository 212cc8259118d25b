import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { audit, changed } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { WebhookInput } from "./create_webhook.ts";
import { disableEndpoint } from "./disable_endpoint.ts";
import {
  asWebhook,
  isWebhook,
  lockWebhook,
  parseDescription,
  parseEvents,
  shownAddress,
  type Webhook,
  WEBHOOK_FIELDS,
} from "./webhook.ts";
import { checkAddress } from "./webhook_address.ts";

export interface WebhookChanges extends Partial<WebhookInput> {
  /** Back again leads `enableWebhook`. */
  state?: "disabled";
}

/**
 * Changes a webhook; `seenAt` is its `updatedAt` as the caller last saw it. Another address asks for a fresh proof.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `request_invalid`, `webhook_address_refused`,
 * `webhook_not_found`, `version_conflict`.
 */
export async function updateWebhook(
  ctx: Ctx,
  { id, seenAt, changes }: { id: string; seenAt?: Date; changes: WebhookChanges },
): Promise<Webhook> {
  authorize(ctx, "webhook_management");
  if (changes.url !== undefined) requireFresh(ctx);
  const url = changes.url === undefined ? undefined : await checkAddress(ctx, changes.url);
  return await ctx.db.tx(async (tx) => {
    const before = await lockWebhook(tx, ctx, id);
    if (seenAt && seenAt.getTime() !== before.updatedAt.getTime()) throw new DomainError("version_conflict");
    const now = new Date(ctx.clock.now());
    if (changes.state === "disabled" && before.state === "active") {
      await disableEndpoint(tx, { organizationId: ctx.organization.id, id }, { reason: "by_hand", at: now });
    }
    const [row] = await tx.update(webhookEndpoints).set({
      url,
      events: changes.events && parseEvents(changes.events),
      description: changes.description === undefined ? undefined : parseDescription(changes.description),
      format: changes.format,
      updatedAt: now,
    }).where(isWebhook(ctx, id)).returning(WEBHOOK_FIELDS);
    if (!row) throw new DomainError("webhook_not_found");
    const after = asWebhook(row);
    const data = { ...changed(shown(before), shown(after)), address_changed: before.url !== after.url };
    await audit(tx, ctx, { action: "webhook.update", targetId: id, data });
    return after;
  });
}

function shown(
  { url, events, description, format, state, disabledReason }: Webhook,
): Record<string, unknown> {
  return { address: shownAddress(url), events, description, format, state, disabled_reason: disabledReason };
}
