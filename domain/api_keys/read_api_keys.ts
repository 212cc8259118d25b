import { and, desc, eq, lt, or } from "drizzle-orm";
import { apiKeys } from "#db/schema/api_keys.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { API_KEY_FIELDS, type ApiKey, asApiKey, visibleKeys } from "./api_key.ts";

/** The latest first; the caller's own, and an administrator's everybody's. @throws {DomainError} `permission_denied` */
export async function listApiKeys(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<ApiKey>> {
  authorize(ctx, "api_access");
  const older = cursor === undefined ? undefined : olderThan(cursor);
  const rows = await ctx.db.one((db) =>
    db.select(API_KEY_FIELDS).from(apiKeys).where(and(visibleKeys(ctx), older))
      .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id)).limit(limit + 1)
  );
  return pageOf(rows.map(asApiKey), limit, (last) => [last.createdAt.toISOString(), last.id]);
}

/** @throws {DomainError} `permission_denied`, `api_key_not_found` */
export async function getApiKey(ctx: Ctx, id: string): Promise<ApiKey> {
  authorize(ctx, "api_access");
  if (!isUuid(id)) throw new DomainError("api_key_not_found");
  const [row] = await ctx.db.one((db) =>
    db.select(API_KEY_FIELDS).from(apiKeys).where(and(visibleKeys(ctx), eq(apiKeys.id, id)))
  );
  if (!row) throw new DomainError("api_key_not_found");
  return asApiKey(row);
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(createdAt);
  return or(lt(apiKeys.createdAt, instant), and(eq(apiKeys.createdAt, instant), lt(apiKeys.id, id)));
}
