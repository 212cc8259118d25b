/** API keys, as the people who may use the API see them. */
import { and, eq, type SQL } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import type { Db } from "#db/tenant_db.ts";
import { type Permission, PERMISSIONS } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { isRangeWithin, parseAddressRange } from "../identity/address_ranges.ts";
import { parseName } from "../identity/person_fields.ts";

export interface ApiKey {
  id: string;
  name: string;
  /** The beginning of the key, by which people know it. */
  prefix: string;
  scopes: readonly Permission[];
  /** Addresses or ranges; empty: from everywhere. */
  allowedNetworks: readonly string[];
  /** Who made it, and whose permissions bound it. */
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  /** Exact to a few minutes. */
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  revokedAt: Date | null;
  /** The key that took its place. */
  replacedBy: string | null;
}

/** With the text itself, which is shown this once; LEXIA keeps its hash. */
export interface NewApiKey extends ApiKey {
  key: string;
}

export const API_KEY_FIELDS = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  allowedNetworks: apiKeys.allowedNetworks,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  lastUsedAddress: apiKeys.lastUsedAddress,
  revokedAt: apiKeys.revokedAt,
  replacedBy: apiKeys.replacedBy,
};

type Row = Omit<ApiKey, "scopes"> & { scopes: string[] };

export function asApiKey(row: Row): ApiKey {
  return { ...row, scopes: PERMISSIONS.filter((permission) => row.scopes.includes(permission)) };
}

/** Whose keys the caller sees: the own ones, and an administrator everybody's. */
export function visibleKeys({ organization, actor }: Pick<Ctx, "organization" | "actor">): SQL | undefined {
  return and(
    eq(apiKeys.organizationId, organization.id),
    actor.permissions.has("update_org_settings") ? undefined : eq(apiKeys.createdBy, actor.userId),
  );
}

/** The key's row, held until the transaction ends. @throws {DomainError} `api_key_not_found` */
export async function lockApiKey(tx: Db, ctx: Ctx, id: string): Promise<ApiKey> {
  const [row] = isUuid(id)
    ? await tx.select(API_KEY_FIELDS).from(apiKeys).where(and(visibleKeys(ctx), eq(apiKeys.id, id))).for(
      "update",
    )
    : [];
  if (!row) throw new DomainError("api_key_not_found");
  return asApiKey(row);
}

/** @throws {DomainError} `permission_denied`: a key acts as who made it, so nobody else may make more of it. */
export function requireMaker({ actor }: Pick<Ctx, "actor">, key: ApiKey): void {
  if (key.createdBy === actor.userId) return;
  throw new DomainError("permission_denied", {
    detail: "Only who made the key may do this; you may revoke it",
  });
}

/** @throws {DomainError} `api_key_ended` */
export function requireLive({ clock }: Pick<Ctx, "clock">, key: ApiKey): void {
  const isOver = key.expiresAt !== null && key.expiresAt.getTime() <= clock.now();
  if (key.revokedAt !== null || key.replacedBy !== null || isOver) throw new DomainError("api_key_ended");
}

const MAX_NAME_LENGTH = 100;
const MAX_RANGES = 50;
/** Keys that nobody remembers are found by whoever looks for them. */
const MAX_LIFE_MS = 5 * 366 * 86_400_000;

export function parseKeyName(name: string): string {
  return parseName(name, "name", MAX_NAME_LENGTH);
}

/**
 * Nobody gives a program what they could not do themselves.
 * @throws {DomainError} `request_invalid` for none at all, `permission_denied` for one that the caller does not hold.
 */
export function parseScopes(
  { actor }: Pick<Ctx, "actor">,
  scopes: readonly Permission[],
  known: readonly Permission[] = [],
) {
  const asked = PERMISSIONS.filter((permission) => scopes.includes(permission));
  if (asked.length === 0) throw invalid("scopes", "scopes_invalid", "Name one permission at least");
  const beyond = asked.filter((scope) => !known.includes(scope) && !actor.permissions.has(scope));
  if (beyond.length === 0) return asked;
  throw new DomainError("permission_denied", {
    detail: `You cannot give a key what you may not do yourself: ${beyond.join(", ")}`,
  });
}

/** @throws {DomainError} `request_invalid` */
export function parseKeyEnd({ clock }: Pick<Ctx, "clock">, expiresAt: Date | null): Date | null {
  if (expiresAt === null) return null;
  const life = expiresAt.getTime() - clock.now();
  if (life > 0 && life <= MAX_LIFE_MS) return expiresAt;
  throw invalid("expires_at", "expiry_invalid", "Give an instant within the next five years, or null");
}

/** @throws {DomainError} `request_invalid` */
export function parseRanges(texts: readonly string[]): string[] {
  const ranges = texts.map((text) => parseAddressRange(text) ?? invalidRange());
  if (ranges.length > MAX_RANGES) throw invalidRange();
  return [...new Set(ranges)];
}

function invalidRange(): never {
  throw invalid(
    "allowed_networks",
    "network_invalid",
    `Give at most ${MAX_RANGES} addresses or ranges, such as 192.0.2.7 or 2001:db8::/32`,
  );
}

/** Whether the change lets the key do, last or be used where it was not before. */
export function isWidening(before: ApiKey, after: Pick<ApiKey, "scopes" | "expiresAt" | "allowedNetworks">) {
  const mayMore = after.scopes.some((scope) => !before.scopes.includes(scope));
  const lastsLonger = before.expiresAt !== null &&
    (after.expiresAt === null || after.expiresAt > before.expiresAt);
  const isWider = before.allowedNetworks.length > 0 && (after.allowedNetworks.length === 0 ||
    after.allowedNetworks.some((range) => !isRangeWithin(range, before.allowedNetworks)));
  return mayMore || lastsLonger || isWider;
}

function invalid(field: string, code: string, message: string): DomainError {
  return new DomainError("request_invalid", { errors: [{ field, code, message }] });
}
