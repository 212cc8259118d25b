import { and, eq } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type BulkUpload, selectUploads, withinReach } from "./upload.ts";

/** One upload with its progress. @throws {DomainError} `permission_denied`, `bulk_not_found` */
export async function getBulk(ctx: Ctx, id: string): Promise<BulkUpload> {
  authorize(ctx, "bulk_operations");
  const [row] = await ctx.db.one((db) =>
    selectUploads(db, ctx.organization.id).where(and(withinReach(ctx), eq(bulkUploads.id, id)))
  );
  if (!row) throw new DomainError("bulk_not_found");
  return row;
}
