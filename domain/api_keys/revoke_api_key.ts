import { and, eq } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { lockApiKey } from "./api_key.ts";

/**
 * Ends a key at once; its line stays, for the record. Doing it twice is no mistake.
 * @throws {DomainError} `permission_denied`, `api_key_not_found`.
 */
export async function revokeApiKey(ctx: Ctx, identity: IdentityServices, id: string): Promise<void> {
  authorize(ctx, "api_access");
  await ctx.db.tx(async (tx) => {
    const key = await lockApiKey(tx, ctx, id);
    if (key.revokedAt !== null) return;
    await tx.update(apiKeys).set({ revokedAt: new Date(ctx.clock.now()) })
      .where(and(eq(apiKeys.organizationId, ctx.organization.id), eq(apiKeys.id, id)));
    const { name, prefix } = key;
    await audit(tx, ctx, { action: "api_key.revoke", targetId: id, data: { name, prefix } });
  });
  identity.programKeys.forget(id);
}
