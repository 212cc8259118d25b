import { and, desc, eq, sql } from "drizzle-orm";
import { customDomains } from "#db/schema/custom_domains.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { type CustomDomain, DOMAIN_FIELDS, domainOf } from "./custom_domain.ts";

/** The organization's domains, the newest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listDomains(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<CustomDomain>> {
  authorize(ctx, "update_org_settings");
  const older = cursor === undefined ? undefined : olderThan(cursor);
  const rows = await ctx.db.one((db) =>
    db.select(DOMAIN_FIELDS).from(customDomains)
      .where(and(eq(customDomains.organizationId, ctx.organization.id), older))
      .orderBy(desc(customDomains.createdAt), desc(customDomains.id)).limit(limit + 1)
  );
  return pageOf(rows.map(domainOf), limit, (last) => [last.createdAt.toISOString(), last.id]);
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${customDomains.createdAt}, ${customDomains.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
