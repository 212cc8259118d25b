import { and, eq, gt } from "drizzle-orm";
import { bulkErrors } from "#db/schema/bulk_uploads.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { getBulk } from "./get_bulk.ts";
import type { RowProblemCode } from "./judge_rows.ts";

export interface BulkError {
  ordinal: number;
  line: number;
  code: RowProblemCode;
  value: string;
  found: string | null;
}

const ROWS_AT_ONCE = 1_000;

/** The rows that became no solicitud, in the order of the file, page by page. @throws {DomainError} `bulk_not_found` */
export async function listBulkErrors(
  ctx: Ctx,
  id: string,
): Promise<{ kind: "xlsx" | "csv" | "pdf"; pages: AsyncIterable<BulkError[]> }> {
  authorize(ctx, "bulk_operations");
  const { kind } = await getBulk(ctx, id);
  return { kind, pages: pagesOf(ctx, id) };
}

async function* pagesOf(ctx: Ctx, id: string): AsyncGenerator<BulkError[]> {
  let after = 0;
  for (;;) {
    const rows = await ctx.db.one((db) =>
      db.select().from(bulkErrors).where(and(
        eq(bulkErrors.organizationId, ctx.organization.id),
        eq(bulkErrors.bulkId, id),
        gt(bulkErrors.ordinal, after),
      )).orderBy(bulkErrors.ordinal).limit(ROWS_AT_ONCE)
    );
    // Only what `judgeRows` and the insertion say is in that column.
    yield rows.map((row) => ({ ...row, code: row.code as RowProblemCode }));
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_AT_ONCE) return;
    after = last.ordinal;
  }
}
