import { and, desc, eq, sql } from "drizzle-orm";
import { scheduledReports } from "#db/schema/scheduled_reports.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { type Report, REPORT_FIELDS } from "./report.ts";

/** The latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listReports(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Report>> {
  authorize(ctx, "view_org_analytics");
  const rows = await ctx.db.one((db) =>
    db.select(REPORT_FIELDS).from(scheduledReports).where(and(
      eq(scheduledReports.organizationId, ctx.organization.id),
      cursor === undefined ? undefined : olderThan(cursor),
    )).orderBy(desc(scheduledReports.createdAt), desc(scheduledReports.id)).limit(limit + 1)
  );
  return pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]);
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${scheduledReports.createdAt}, ${scheduledReports.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
