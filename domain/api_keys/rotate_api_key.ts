import { and, eq } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { requireFresh } from "../identity/freshness.ts";
import { performWorkOnce } from "../idempotency.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { insertApiKey, prepareKey } from "./_insert_api_key.ts";
import { type ApiKey, lockApiKey, type NewApiKey, requireLive, requireMaker } from "./api_key.ts";

const HOUR_MS = 3_600_000;

/**
 * Makes a key of the same kind in the place of one of the caller's own, which goes on for `overlapHours`. The new one
 * lasts as long from now as the old one did, and may at most what the caller may now.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `api_key_not_found`, `api_key_ended`.
 */
export async function rotateApiKey(
  ctx: Ctx,
  identity: IdentityServices,
  { id, overlapHours }: { id: string; overlapHours: number },
): Promise<NewApiKey> {
  authorize(ctx, "api_access");
  requireFresh(ctx);
  const prepared = await prepareKey(ctx, identity);
  const made = await performWorkOnce(ctx, async (tx) => {
    const old = await lockApiKey(tx, ctx, id);
    requireMaker(ctx, old);
    requireLive(ctx, old);
    const { name, allowedNetworks } = old;
    const made = await insertApiKey(tx, ctx, identity, {
      ...prepared,
      name,
      scopes: old.scopes.filter((scope) => ctx.actor.permissions.has(scope)),
      allowedNetworks: [...allowedNetworks],
      expiresAt: endOfNew(ctx, old),
    });
    const endsAt = endOfOld(ctx, old, overlapHours);
    await tx.update(apiKeys).set({ expiresAt: endsAt, replacedBy: made.id })
      .where(and(eq(apiKeys.organizationId, ctx.organization.id), eq(apiKeys.id, id)));
    const data = { name, replaced_by: made.id, old_ends_at: endsAt };
    await audit(tx, ctx, { action: "api_key.rotate", targetId: id, data });
    return made;
  });
  identity.programKeys.forget(id);
  return made;
}

function endOfNew(ctx: Ctx, { createdAt, expiresAt }: ApiKey): Date | null {
  if (expiresAt === null) return null;
  return new Date(ctx.clock.now() + expiresAt.getTime() - createdAt.getTime());
}

function endOfOld(ctx: Ctx, { expiresAt }: ApiKey, overlapHours: number): Date {
  const end = ctx.clock.now() + overlapHours * HOUR_MS;
  return new Date(Math.min(end, expiresAt?.getTime() ?? end));
}
