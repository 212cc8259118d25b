import { and, eq } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import {
  API_KEY_FIELDS,
  type ApiKey,
  asApiKey,
  isWidening,
  lockApiKey,
  parseKeyEnd,
  parseKeyName,
  parseRanges,
  parseScopes,
  requireLive,
  requireMaker,
} from "./api_key.ts";
import type { ApiKeyInput } from "./make_api_key.ts";

/**
 * Changes a key of the caller's own. What lets it do, last or be used where it was not before asks for a fresh proof.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `request_invalid`, `api_key_not_found`,
 * `api_key_ended`.
 */
export async function updateApiKey(
  ctx: Ctx,
  identity: IdentityServices,
  { id, ...input }: Partial<ApiKeyInput> & { id: string },
): Promise<ApiKey> {
  authorize(ctx, "api_access");
  const updated = await ctx.db.tx(async (tx) => {
    const before = await lockApiKey(tx, ctx, id);
    requireMaker(ctx, before);
    requireLive(ctx, before);
    const after = changed(ctx, before, input);
    if (isWidening(before, after)) requireFresh(ctx);
    const [row] = await tx.update(apiKeys).set(after)
      .where(and(eq(apiKeys.organizationId, ctx.organization.id), eq(apiKeys.id, id)))
      .returning(API_KEY_FIELDS);
    if (!row) throw new DomainError("api_key_not_found");
    await audit(tx, ctx, { action: "api_key.update", targetId: id, data: difference(before, asApiKey(row)) });
    return asApiKey(row);
  });
  identity.programKeys.forget(id);
  return updated;
}

function changed(ctx: Ctx, before: ApiKey, input: Partial<ApiKeyInput>) {
  const { name, scopes, expiresAt, allowedNetworks } = input;
  return {
    name: name === undefined ? before.name : parseKeyName(name),
    scopes: scopes === undefined ? [...before.scopes] : parseScopes(ctx, scopes, before.scopes),
    expiresAt: expiresAt === undefined ? before.expiresAt : parseKeyEnd(ctx, expiresAt),
    allowedNetworks: allowedNetworks === undefined
      ? [...before.allowedNetworks]
      : parseRanges(allowedNetworks),
  };
}

/** What was and what is, of the fields that differ. */
function difference(before: ApiKey, after: ApiKey): Record<string, unknown> {
  const names = {
    name: "name",
    scopes: "scopes",
    expiresAt: "expires_at",
    allowedNetworks: "allowed_networks",
  };
  const differing = Object.entries(names).filter(([field]) => textOf(before, field) !== textOf(after, field));
  const pick = (key: ApiKey) =>
    Object.fromEntries(differing.map(([field, name]) => [name, Object(key)[field]]));
  return { before: pick(before), after: pick(after) };
}

function textOf(key: ApiKey, field: string): string {
  return JSON.stringify(Object(key)[field]);
}
