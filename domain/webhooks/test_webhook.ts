import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { messageBody, TEST_TYPE } from "./message_body.ts";
import { type Outcome, sayOutcome, sendOnce } from "./outcome.ts";
import { isWebhook } from "./webhook.ts";

export interface TestedWebhook {
  messageId: string;
  outcome: Outcome;
  /** What came back, in a sentence. */
  says: string;
}

/**
 * Sends a message that tells of nothing, and waits for what comes back. It is no delivery: it counts nowhere, changes nothing
 * and is not repeated.
 * @throws {DomainError} `permission_denied`, `webhook_not_found`.
 */
export async function testWebhook(ctx: Ctx, identity: IdentityServices, id: string): Promise<TestedWebhook> {
  authorize(ctx, "webhook_management");
  const [endpoint] = isUuid(id)
    ? await ctx.db.one((db) => db.select().from(webhookEndpoints).where(isWebhook(ctx, id)))
    : [];
  if (!endpoint) throw new DomainError("webhook_not_found");
  const { locale } = await identity.organizationSettings.of(ctx.organization.id);
  const messageId = crypto.randomUUID();
  const data = { webhook_id: id };
  const occurredAt = new Date(ctx.clock.now());
  const message = { type: TEST_TYPE, occurredAt, eventId: messageId, data } as const;
  const link = ctx.addressOf(ctx.organization, "/");
  const say = () => ctx.webhookText({ type: TEST_TYPE, locale, data, link, about: null });
  const { url, format, secret, previousSecret, previousSecretUntil } = endpoint;
  const outcome = await sendOnce(ctx, identity.sealer, {
    id: messageId,
    url,
    body: messageBody(format, message, say),
    secret,
    previousSecret,
    previousSecretUntil,
  });
  const { status, reason } = outcome;
  await ctx.db.tx((tx) => audit(tx, ctx, { action: "webhook.test", targetId: id, data: { status, reason } }));
  return { messageId, outcome, says: sayOutcome(outcome) };
}
