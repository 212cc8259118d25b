/** The tokens that a company's directory comes with. */
import { and, desc, eq, lt, or } from "drizzle-orm";
import { scimTokens } from "#db/schema/scim.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { performWorkOnce } from "../idempotency.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { newOpaqueToken, visiblePart } from "../identity/opaque_token.ts";
import { parseName } from "../identity/person_fields.ts";
import { type Page, pageOf } from "../page.ts";

export interface ScimToken {
  id: string;
  name: string;
  /** The beginning of the token, by which people know it. */
  prefix: string;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  /** Exact to a few minutes. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** With the text itself, which is shown this once; LEXIA keeps its hash. */
export interface NewScimToken extends ScimToken {
  token: string;
}

const FIELDS = {
  id: scimTokens.id,
  name: scimTokens.name,
  prefix: scimTokens.prefix,
  createdBy: scimTokens.createdBy,
  createdAt: scimTokens.createdAt,
  expiresAt: scimTokens.expiresAt,
  lastUsedAt: scimTokens.lastUsedAt,
  revokedAt: scimTokens.revokedAt,
};

const MAX_NAME_LENGTH = 100;

/** The latest first. @throws {DomainError} `permission_denied`, `cursor_invalid`. */
export async function listScimTokens(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<ScimToken>> {
  authorize(ctx, "update_org_settings");
  const older = cursor === undefined ? undefined : olderThan(cursor);
  const rows = await ctx.db.one((db) =>
    db.select(FIELDS).from(scimTokens).where(and(eq(scimTokens.organizationId, ctx.organization.id), older))
      .orderBy(desc(scimTokens.createdAt), desc(scimTokens.id)).limit(limit + 1)
  );
  return pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]);
}

/**
 * Makes a token with which a directory may make, change and remove everybody but the last administrator.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `request_invalid`.
 */
export async function makeScimToken(
  ctx: Ctx,
  input: { name: string; expiresAt?: Date | null },
): Promise<NewScimToken> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  const name = parseName(input.name, "name", MAX_NAME_LENGTH);
  const expiresAt = parseEnd(ctx, input.expiresAt ?? null);
  const { token, hash: tokenHash } = newOpaqueToken("lexia_scim_");
  const prefix = visiblePart(token, "lexia_scim_");
  const createdAt = new Date(ctx.clock.now());
  return await performWorkOnce(ctx, async (tx) => {
    const [row] = await tx.insert(scimTokens)
      .values({ name, prefix, tokenHash, expiresAt, createdAt, createdBy: ctx.actor.userId }).returning(
        FIELDS,
      );
    if (!row) throw new Error("The database made no token");
    const data = { name, prefix, expires_at: expiresAt };
    await audit(tx, ctx, { action: "scim_token.make", targetId: row.id, data });
    return { ...row, token };
  });
}

/**
 * Ends a token at once; its line stays, for the record. Doing it twice is no mistake.
 * @throws {DomainError} `permission_denied`, `scim_token_not_found`.
 */
export async function revokeScimToken(ctx: Ctx, identity: IdentityServices, id: string): Promise<void> {
  authorize(ctx, "update_org_settings");
  if (!isUuid(id)) throw new DomainError("scim_token_not_found");
  const isMeant = and(eq(scimTokens.organizationId, ctx.organization.id), eq(scimTokens.id, id));
  await ctx.db.tx(async (tx) => {
    const [token] = await tx.select(FIELDS).from(scimTokens).where(isMeant).for("update");
    if (!token) throw new DomainError("scim_token_not_found");
    if (token.revokedAt !== null) return;
    await tx.update(scimTokens).set({ revokedAt: new Date(ctx.clock.now()) }).where(isMeant);
    const { name, prefix } = token;
    await audit(tx, ctx, { action: "scim_token.revoke", targetId: id, data: { name, prefix } });
  });
  identity.programKeys.forget(id);
}

function parseEnd(ctx: Ctx, expiresAt: Date | null): Date | null {
  if (expiresAt === null || expiresAt.getTime() > ctx.clock.now()) return expiresAt;
  const message = "Give an instant in the future, or null";
  throw new DomainError("request_invalid", {
    errors: [{ field: "expires_at", code: "expiry_invalid", message }],
  });
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(createdAt);
  return or(lt(scimTokens.createdAt, instant), and(eq(scimTokens.createdAt, instant), lt(scimTokens.id, id)));
}
