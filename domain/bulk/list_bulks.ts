import { and, desc, sql } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { type BulkUpload, selectUploads, withinReach } from "./upload.ts";

/** The newest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listBulks(
  ctx: Ctx,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<BulkUpload>> {
  authorize(ctx, "bulk_operations");
  const after = cursor === undefined ? undefined : decodeCursor(cursor, [isInstant, isUuid]);
  const rows = await ctx.db.one((db) =>
    selectUploads(db, ctx.organization.id).where(and(
      withinReach(ctx),
      after && sql`(${bulkUploads.createdAt}, ${bulkUploads.id}) < (${after[0]}, ${after[1]})`,
    )).orderBy(desc(bulkUploads.createdAt), desc(bulkUploads.id)).limit(limit + 1)
  );
  return pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]);
}
