/** What programs sign in with: the API keys that people make, and the tokens of a company's directory (SCIM). */
import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { scimTokens } from "#db/schema/scim.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { type Permission, permissionsOf, type Role } from "../authz.ts";
import type { Actor, Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { networkOf } from "../network_of.ts";
import type { RateLimiter } from "../ports.ts";
import { asRole } from "./_accounts.ts";
import { hashOpaqueToken } from "./opaque_token.ts";
import { ShortMemory } from "./short_memory.ts";

interface LiveKey {
  id: string;
  organizationId: string;
  /** Null: never. */
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** A key of somebody who is active, in an active organization. */
export interface ApiKeyState extends LiveKey {
  kind: "api_key";
  userId: string;
  email: string;
  name: string;
  role: Role;
  changes: { add: string[]; remove: string[] };
  scopes: readonly string[];
  allowedNetworks: readonly string[];
  createdAt: Date;
}

export interface DirectoryTokenState extends LiveKey {
  kind: "directory";
}

export type ProgramKey = ApiKeyState | DirectoryTokenState;

/** So that whatever ends a key counts on every instance within 5 seconds. */
const REMEMBERED_SECONDS = 4;
const REMEMBERED_KEYS = 20_000;
/** How exactly the last use is known. */
const USE_NOTED_EVERY_MS = 5 * 60_000;
/** Keys never seen here that one network may have looked up: a checksum is easily computed, a look-up is not. */
const UNKNOWN_KEYS = { limit: 30, windowSeconds: 60 };

const DIRECTORY_PREFIX = "lexia_scim_";
const API_KEY_PREFIX = "lexia_";

/** Whether it is meant to be one; access tokens never look like that. */
export function looksLikeProgramKey(token: string): boolean {
  return token.startsWith(API_KEY_PREFIX);
}

/** Looks keys up in one statement each, by their hash, and remembers the answer for a moment. */
export class ProgramKeys {
  readonly #memory: ShortMemory<ProgramKey | undefined>;
  /** Hashes of keys that were good once. */
  readonly #seen = new Set<string>();

  constructor(private readonly services: Services, private readonly localLimiter: RateLimiter) {
    this.#memory = new ShortMemory<ProgramKey | undefined>(services.clock, {
      most: REMEMBERED_KEYS,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  /**
   * Undefined for everything but a live key. What cannot be one costs no look-up.
   * @throws {DomainError} `rate_limited` where too many unknown ones have come from that network.
   */
  async find(token: string, address: string | null): Promise<ProgramKey | undefined> {
    const isDirectory = token.startsWith(DIRECTORY_PREFIX);
    const hash = hashOpaqueToken(token, isDirectory ? DIRECTORY_PREFIX : API_KEY_PREFIX);
    if (hash === undefined) return undefined;
    return this.#live(
      await this.#memory.get(
        hash,
        () =>
          this.#withinLimit(hash, address, () => isDirectory ? this.#findToken(hash) : this.#findKey(hash)),
      ),
    );
  }

  /** The same for an API key whose id is known, for answers that go on for long. */
  async findById(organizationId: string, id: string): Promise<ApiKeyState | undefined> {
    const found = await this.#memory.get(`${organizationId} ${id}`, async () => {
      const [row] = await this.services.tenantDb(organizationId).one((db) =>
        selectKeys(db).where(and(
          eq(apiKeys.organizationId, organizationId),
          eq(apiKeys.id, id),
          IS_KEY_LIVE,
        ))
      );
      return row && asKey(row);
    });
    const live = this.#live(found);
    return live?.kind === "api_key" ? live : undefined;
  }

  /** Keeps when and from where a key was used, once every few minutes. A failure does not stop the request. */
  async noteUse(key: ProgramKey, address: string | null): Promise<void> {
    const now = this.services.clock.now();
    if (key.lastUsedAt !== null && now - key.lastUsedAt.getTime() < USE_NOTED_EVERY_MS) return;
    key.lastUsedAt = new Date(now);
    const lastUsedAt = key.lastUsedAt;
    try {
      await this.services.tenantDb(key.organizationId).one((db) =>
        key.kind === "api_key"
          ? db.update(apiKeys).set({ lastUsedAt, lastUsedAddress: address })
            .where(and(eq(apiKeys.organizationId, key.organizationId), eq(apiKeys.id, key.id)))
          : db.update(scimTokens).set({ lastUsedAt })
            .where(and(eq(scimTokens.organizationId, key.organizationId), eq(scimTokens.id, key.id)))
      );
    } catch (error) {
      this.services.log.warn("Cannot note the use of a key", { key_id: key.id, error });
    }
  }

  /** Somebody has a key who should not: its owner can find out by the log. */
  warnOfAddress(key: ApiKeyState, address: string | null): void {
    this.services.log.warn("API key refused: its address is not allowed", {
      key_id: key.id,
      organization_id: key.organizationId,
      client_ip: address,
    });
  }

  /** Makes the end of a key, or another change to it, count here at once; elsewhere it takes up to 4 seconds. */
  forget(id: string): void {
    this.#memory.forgetWhere((key) => key?.id === id);
  }

  /** The same for all keys of a person whose role, permissions or state have changed. */
  forgetPerson(userId: string): void {
    this.#memory.forgetWhere((key) => key?.kind === "api_key" && key.userId === userId);
  }

  #live(key: ProgramKey | undefined): ProgramKey | undefined {
    const isOver = key?.expiresAt && key.expiresAt.getTime() <= this.services.clock.now();
    return isOver ? undefined : key;
  }

  async #withinLimit(
    hash: string,
    address: string | null,
    look: () => Promise<ProgramKey | undefined>,
  ): Promise<ProgramKey | undefined> {
    if (this.#seen.has(hash)) return await look();
    const { limit, windowSeconds } = UNKNOWN_KEYS;
    const limited = `unknown_key:${networkOf(address)}`;
    const verdict = await this.localLimiter.take(limited, limit, windowSeconds);
    if (!verdict.allowed) {
      const seconds = Math.ceil((verdict.resetAt - this.services.clock.now()) / 1_000);
      throw new DomainError("rate_limited", { retryAfterSeconds: Math.max(1, seconds) });
    }
    const found = await look();
    if (!found) return undefined;
    await this.localLimiter.refund(limited, limit, windowSeconds);
    if (this.#seen.size < REMEMBERED_KEYS) this.#seen.add(hash);
    return found;
  }

  async #findKey(keyHash: string): Promise<ProgramKey | undefined> {
    const [row] = await this.services.platformDb.one(
      { purpose: "api_key.lookup" },
      (db) => selectKeys(db).where(and(eq(apiKeys.keyHash, keyHash), IS_KEY_LIVE)),
    );
    return row && asKey(row);
  }

  async #findToken(tokenHash: string): Promise<ProgramKey | undefined> {
    const [row] = await this.services.platformDb.one({ purpose: "scim_token.lookup" }, (db) =>
      db.select({
        id: scimTokens.id,
        organizationId: scimTokens.organizationId,
        expiresAt: scimTokens.expiresAt,
        lastUsedAt: scimTokens.lastUsedAt,
      }).from(scimTokens)
        .innerJoin(organizations, eq(organizations.id, scimTokens.organizationId))
        .where(and(
          eq(scimTokens.tokenHash, tokenHash),
          isNull(scimTokens.revokedAt),
          eq(organizations.isActive, true),
        )));
    return row && { ...row, kind: "directory" };
  }
}

/** The person who made the key, as far as the key goes: what they may now, and no more than its scopes. */
export function actorOf(key: ApiKeyState): Actor {
  const held = permissionsOf(key.role, key.changes);
  const permissions = new Set<Permission>([...held].filter((permission) => key.scopes.includes(permission)));
  return {
    userId: key.userId,
    sessionId: key.id,
    role: key.role,
    permissions,
    email: key.email,
    name: key.name,
    proof: {
      via: "api_key",
      method: "api_key",
      authenticatedAt: key.createdAt.getTime(),
      secondFactorAt: null,
      impersonatorId: null,
    },
    hasSecondFactor: false,
  };
}

const IS_KEY_LIVE = and(
  isNull(apiKeys.revokedAt),
  eq(users.isActive, true),
  eq(organizationUsers.isActive, true),
  eq(organizations.isActive, true),
);

function selectKeys(db: Db) {
  return db.select({
    id: apiKeys.id,
    organizationId: apiKeys.organizationId,
    userId: users.id,
    email: users.email,
    name: users.name,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
    scopes: apiKeys.scopes,
    allowedNetworks: apiKeys.allowedNetworks,
    createdAt: apiKeys.createdAt,
    expiresAt: apiKeys.expiresAt,
    lastUsedAt: apiKeys.lastUsedAt,
  }).from(apiKeys)
    .innerJoin(users, and(eq(users.organizationId, apiKeys.organizationId), eq(users.id, apiKeys.createdBy)))
    .innerJoin(
      organizationUsers,
      and(
        eq(organizationUsers.organizationId, apiKeys.organizationId),
        eq(organizationUsers.userId, users.id),
      ),
    )
    .innerJoin(organizations, eq(organizations.id, apiKeys.organizationId));
}

function asKey(row: Omit<ApiKeyState, "kind" | "role"> & { role: string }): ApiKeyState {
  return { ...row, kind: "api_key", role: asRole(row.role) };
}
