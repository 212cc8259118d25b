import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { insertUpload, readRows } from "./_settle.ts";
import { waitingUpload } from "./_waiting.ts";
import { findColumns, type MappingInput, resolveMapping } from "./columns.ts";
import { getBulk } from "./get_bulk.ts";
import type { BulkUpload } from "./upload.ts";

/**
 * Says which column is which of an upload that waits for it, and reads its rows.
 * @throws {DomainError} `bulk_not_found`, `bulk_state`, `bulk_mapping_invalid`, `file_unreadable`, `quota_exceeded`
 */
export async function mapBulk(ctx: Ctx, id: string, input: MappingInput): Promise<BulkUpload> {
  authorize(ctx, "bulk_operations");
  const { userId: ownerId, ...upload } = await waitingUpload(ctx, id);
  const rows = await readRows(ctx, upload);
  const mapping = resolveMapping(input, rows, findColumns(upload.kind, rows, ctx.clock.now()).mapping);
  await insertUpload(ctx, upload, { rows, mapping, ownerId });
  return await getBulk(ctx, id);
}
