import { and, eq } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { insertUpload, readRows } from "./_settle.ts";
import { findColumns, type MappingInput, resolveMapping } from "./columns.ts";
import { getBulk } from "./get_bulk.ts";
import { type BulkUpload, withinReach } from "./upload.ts";

/**
 * Says which column is which of an upload that waits for it, and reads its rows.
 * @throws {DomainError} `bulk_not_found`, `bulk_state`, `bulk_mapping_invalid`, `file_unreadable`, `quota_exceeded`
 */
export async function mapBulk(ctx: Ctx, id: string, input: MappingInput): Promise<BulkUpload> {
  authorize(ctx, "bulk_operations");
  const [upload] = await ctx.db.one((db) =>
    db.select().from(bulkUploads).where(and(withinReach(ctx), eq(bulkUploads.id, id)))
  );
  if (!upload) throw new DomainError("bulk_not_found");
  const { kind, fileKey, size, hash, status, userId } = upload;
  if (status !== "needs_mapping" || fileKey === null || size === null || hash === null) {
    throw new DomainError("bulk_state", {
      detail: `Cannot map an upload that is ${status}: it must be needs_mapping, and its file still there`,
      extra: { current_status: status },
    });
  }
  const rows = await readRows(ctx, { kind, fileKey });
  const mapping = resolveMapping(input, rows, findColumns(kind, rows, ctx.clock.now()).mapping);
  await insertUpload(ctx, { id, kind, fileKey, size, hash }, { rows, mapping, ownerId: userId });
  return await getBulk(ctx, id);
}
