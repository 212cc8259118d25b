import { eq } from "drizzle-orm";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { EventType } from "../events/event_types.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { performWorkOnce } from "../idempotency.ts";
import { newSecret } from "./signing.ts";
import {
  asWebhook,
  type NewWebhook,
  parseDescription,
  parseEvents,
  shownAddress,
  WEBHOOK_FIELDS,
  type WebhookFormat,
} from "./webhook.ts";
import { checkAddress } from "./webhook_address.ts";

export interface WebhookInput {
  url: string;
  events: readonly EventType[];
  description?: string;
  format?: WebhookFormat;
}

const MOST_WEBHOOKS = 20;

/**
 * Registers an address that is told of the organization's events, with a secret of its own.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `request_invalid`, `webhook_address_refused`,
 * `webhook_limit`.
 */
export async function createWebhook(
  ctx: Ctx,
  identity: IdentityServices,
  input: WebhookInput,
): Promise<NewWebhook> {
  authorize(ctx, "webhook_management");
  requireFresh(ctx);
  const events = parseEvents(input.events);
  const description = parseDescription(input.description ?? "");
  const url = await checkAddress(ctx, input.url);
  const { secret, sealed } = await newSecret(identity.sealer);
  return await performWorkOnce(ctx, async (tx) => {
    const count = await tx.$count(webhookEndpoints, eq(webhookEndpoints.organizationId, ctx.organization.id));
    if (count >= MOST_WEBHOOKS) throw new DomainError("webhook_limit", { extra: { limit: MOST_WEBHOOKS } });
    const now = new Date(ctx.clock.now());
    const [row] = await tx.insert(webhookEndpoints).values({
      url,
      description,
      events,
      format: input.format ?? "standard",
      secret: sealed,
      createdBy: ctx.actor.userId,
      createdAt: now,
      updatedAt: now,
    }).returning(WEBHOOK_FIELDS);
    if (!row) throw new Error("The database made no webhook");
    const { id, format } = row;
    const data = { after: { address: shownAddress(url), events, format, description } };
    await audit(tx, ctx, { action: "webhook.create", targetId: id, data });
    return { ...asWebhook(row), secret };
  });
}
