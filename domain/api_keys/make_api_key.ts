import { audit } from "../audit.ts";
import { authorize, type Permission } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { requireFresh } from "../identity/freshness.ts";
import { performWorkOnce } from "../idempotency.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { insertApiKey, prepareKey } from "./_insert_api_key.ts";
import { type NewApiKey, parseKeyEnd, parseKeyName, parseRanges, parseScopes } from "./api_key.ts";

export interface ApiKeyInput {
  name: string;
  scopes: readonly Permission[];
  /** Null: it does not end by itself. */
  expiresAt?: Date | null;
  /** Addresses or ranges; none: from everywhere. */
  allowedNetworks?: readonly string[];
}

/**
 * Makes a key that may do what its maker may, as far as its scopes go.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `request_invalid`.
 */
export async function makeApiKey(
  ctx: Ctx,
  identity: IdentityServices,
  input: ApiKeyInput,
): Promise<NewApiKey> {
  authorize(ctx, "api_access");
  requireFresh(ctx);
  const fields = {
    name: parseKeyName(input.name),
    scopes: parseScopes(ctx, input.scopes),
    expiresAt: parseKeyEnd(ctx, input.expiresAt ?? null),
    allowedNetworks: parseRanges(input.allowedNetworks ?? []),
  };
  const prepared = await prepareKey(ctx, identity);
  return await performWorkOnce(ctx, async (tx) => {
    const made = await insertApiKey(tx, ctx, identity, { ...fields, ...prepared });
    const { name, scopes, allowedNetworks, expiresAt } = fields;
    await audit(tx, ctx, {
      action: "api_key.make",
      targetId: made.id,
      data: { name, prefix: made.prefix, scopes, allowed_networks: allowedNetworks, expires_at: expiresAt },
    });
    return made;
  });
}
