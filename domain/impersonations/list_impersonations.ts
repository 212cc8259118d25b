import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { impersonations } from "#db/schema/impersonations.ts";
import { organizations } from "#db/schema/organizations.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize, authorizePlatform } from "../authz.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { type Page, pageOf } from "../page.ts";

export interface Impersonation {
  id: string;
  organizationId: string;
  organizationName: string;
  operator: { id: string; name: string | null };
  person: { id: string; name: string };
  reason: string;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
}

interface PageOfThem {
  limit: number;
  cursor?: string;
}

/** Every look into every organization, the latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listImpersonations(
  ctx: PlatformCtx,
  identity: IdentityServices,
  page: PageOfThem,
): Promise<Page<Impersonation>> {
  authorizePlatform(ctx);
  const { address, requestId } = ctx;
  const audit = { actorId: ctx.actor.userId, action: "impersonation.list", address, requestId };
  const after = olderThan(page.cursor);
  const rows = await ctx.platformDb.one(
    { purpose: "impersonation.list", audit },
    (db) => select(db, after, page.limit),
  );
  return await withOperators(identity, rows, page.limit);
}

/** The looks into the caller's organization. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listOwnImpersonations(
  ctx: Ctx,
  identity: IdentityServices,
  page: PageOfThem,
): Promise<Page<Impersonation>> {
  authorize(ctx, "update_org_settings");
  const own = and(eq(impersonations.organizationId, ctx.organization.id), olderThan(page.cursor));
  const rows = await ctx.db.one((db) => select(db, own, page.limit));
  return await withOperators(identity, rows, page.limit);
}

function select(db: Db, which: SQL | undefined, limit: number) {
  return db.select({
    id: impersonations.id,
    organizationId: impersonations.organizationId,
    organizationName: organizations.name,
    operatorId: impersonations.operatorId,
    userId: impersonations.userId,
    name: users.name,
    reason: impersonations.reason,
    createdAt: impersonations.createdAt,
    expiresAt: impersonations.expiresAt,
    endedAt: impersonations.endedAt,
  }).from(impersonations)
    .innerJoin(organizations, eq(organizations.id, impersonations.organizationId))
    .innerJoin(
      users,
      and(eq(users.organizationId, impersonations.organizationId), eq(users.id, impersonations.userId)),
    )
    .where(which).orderBy(desc(impersonations.createdAt), desc(impersonations.id)).limit(limit + 1).execute();
}

type Row = Awaited<ReturnType<typeof select>>[number];

async function withOperators(
  { operators }: IdentityServices,
  rows: readonly Row[],
  limit: number,
): Promise<Page<Impersonation>> {
  const names = await operators.all(rows.map((row) => row.operatorId));
  const looks = rows.map(({ operatorId, userId, name, ...look }): Impersonation => ({
    ...look,
    operator: { id: operatorId, name: names.get(operatorId) ?? null },
    person: { id: userId, name },
  }));
  return pageOf(looks, limit, (last) => [last.createdAt.toISOString(), last.id]);
}

function olderThan(cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${impersonations.createdAt}, ${impersonations.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
