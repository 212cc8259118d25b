import { sql } from "drizzle-orm";
import { webhookEndpoints } from "#db/schema/webhooks.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { performWorkOnce } from "../idempotency.ts";
import { newSecret } from "./signing.ts";
import { asWebhook, isWebhook, lockWebhook, type NewWebhook, WEBHOOK_FIELDS } from "./webhook.ts";

const HOUR_MS = 3_600_000;

/**
 * Puts a new secret in the place of the present one, which signs as well for `overlapHours`: a receiver that knows either
 * loses nothing. A secret from before the present one ends at once.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `webhook_not_found`.
 */
export async function rotateSecret(
  ctx: Ctx,
  identity: IdentityServices,
  { id, overlapHours }: { id: string; overlapHours: number },
): Promise<NewWebhook> {
  authorize(ctx, "webhook_management");
  requireFresh(ctx);
  const { secret, sealed } = await newSecret(identity.sealer);
  return await performWorkOnce(ctx, async (tx) => {
    await lockWebhook(tx, ctx, id);
    const now = ctx.clock.now();
    const until = overlapHours === 0 ? null : new Date(now + overlapHours * HOUR_MS);
    const [row] = await tx.update(webhookEndpoints).set({
      secret: sealed,
      previousSecret: until === null ? null : sql`${webhookEndpoints.secret}`,
      previousSecretUntil: until,
      updatedAt: new Date(now),
    }).where(isWebhook(ctx, id)).returning(WEBHOOK_FIELDS);
    if (!row) throw new DomainError("webhook_not_found");
    await audit(tx, ctx, {
      action: "webhook.rotate_secret",
      targetId: id,
      data: { previous_ends_at: until ?? new Date(now) },
    });
    return { ...asWebhook(row), secret };
  });
}
