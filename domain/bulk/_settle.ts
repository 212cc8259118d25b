/** From a stored file to rows, or to the question which column is which. */
import { and, eq, sql } from "drizzle-orm";
import { rowsOf } from "#db/prepared.ts";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { audit, auditValues } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type FileStore, SqlError, type StoredFile } from "../ports.ts";
import { lockUsage, quotaExceeded, usageValues } from "../quota.ts";
import { lastYearAt } from "../radicado.ts";
import { insertRows, lockUploadRow } from "./_insert_rows.ts";
import { previewOf } from "./columns.ts";
import { type Judged, judgeRows } from "./judge_rows.ts";
import { readFile } from "./reading/read_file.ts";
import { type FileKind, type TableRow, UnreadableFile } from "./reading/table.ts";
import type { BulkMapping } from "./upload.ts";

export interface StoredUpload extends StoredFile {
  id: string;
  kind: FileKind;
  fileKey: string;
}

/** @throws {DomainError} `file_unreadable` with its reason, `files_unavailable`, `bulk_busy` */
export async function readRows(
  { files, clock }: { files: FileStore; clock: Ctx["clock"] },
  { kind, fileKey }: Pick<StoredUpload, "kind" | "fileKey">,
): Promise<TableRow[]> {
  const open = async () => {
    const content = await files.get(fileKey);
    if (!content) {
      throw new DomainError("bulk_not_found", { detail: "The file was deleted: upload it again" });
    }
    return content;
  };
  return await readable(async () => (await readFile({ kind, open, lastYear: lastYearAt(clock.now()) })).rows);
}

/** What each row is. @throws {DomainError} `file_unreadable` where there are too many, or none. */
export async function judged(
  rows: readonly TableRow[],
  mapping: BulkMapping,
  now: number,
): Promise<Judged> {
  return await readable(() => judgeRows(rows, mapping, now));
}

async function readable<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new DomainError("file_unreadable", {
      detail: SENTENCES[error.reason],
      extra: { reason: error.reason },
    }, { cause: error });
  }
}

const SENTENCES: Readonly<Record<UnreadableFile["reason"], string>> = {
  not_that_kind: "What is in the file is not what its name says: save it again from the program that made it",
  has_macros: "The workbook has macros: save it as .xlsx without them",
  is_encrypted: "The file has a password: save it without one",
  is_broken: "The file is damaged: save it again from the program that made it",
  unpacks_too_large: "The file unpacks to more than is taken: leave only the list in it",
  too_many_rows: "The file has more than 10,000 rows: split it",
  too_many_columns: "The file has more than 100 columns: leave only those that are needed",
  too_many_cells: "The file has too many cells: leave only the columns that are needed",
  too_many_pages: "The file has more than 1,000 pages: split it",
  takes_too_long: "The file takes too long to read: leave only the list in it",
  has_no_rows: "The file has no rows, or no radicado in its text",
};

/** Keeps what the person is asked; the file waits for the answer. @throws {DomainError} `bulk_duplicate` */
export async function askForMapping(
  ctx: Ctx,
  upload: StoredUpload,
  { rows, proposal }: { rows: readonly TableRow[]; proposal: BulkMapping | null },
): Promise<void> {
  await notTwice(ctx, upload, () =>
    ctx.db.tx(async (tx) => {
      const { size, hash } = upload;
      await tx.update(bulkUploads).set({
        status: "needs_mapping",
        size,
        hash,
        total: rows.length,
        preview: previewOf(rows, proposal),
        updatedAt: sql`now()`,
      }).where(and(eq(bulkUploads.organizationId, ctx.organization.id), eq(bulkUploads.id, upload.id)));
      await audit(tx, ctx, {
        action: "bulk.ask_mapping",
        targetId: upload.id,
        data: { hash, total: rows.length },
      });
    }));
}

/**
 * Makes solicitudes of the good rows, all of them or none.
 * @throws {DomainError} `quota_exceeded` where nothing is left of the month, `bulk_state`, `bulk_duplicate`,
 * `file_unreadable`
 */
export async function insertUpload(
  ctx: Ctx,
  upload: StoredUpload,
  { rows, mapping, ownerId }: { rows: readonly TableRow[]; mapping: BulkMapping; ownerId: string },
): Promise<void> {
  const rowsJudged = await judged(rows, mapping, ctx.clock.now());
  const limit = ctx.organization.maxQueriesPerMonth;
  const usage = usageValues(ctx);
  const { id: bulkId, size, hash } = upload;
  const lock = lockUploadRow({ ...usage, bulkId });
  const insertion = insertRows(
    { ...usage, ...auditValues(ctx), limit, bulkId, ownerId, size, hash, mapping: JSON.stringify(mapping) },
    rowsJudged,
  );
  const queries = [lock, ...(limit === null ? [] : lockUsage.map((one) => one(usage))), insertion];
  const answers = await notTwice(ctx, upload, () => ctx.db.batch(queries));
  const [{ status } = { status: "gone" }] = rowsOf(lock, queries, answers);
  const [{ used, fresh, inserted } = { used: 0, fresh: 0, inserted: 0 }] = rowsOf(
    insertion,
    queries,
    answers,
  );
  if (status !== "receiving" && status !== "needs_mapping") throw new DomainError("bulk_state");
  if (fresh > 0 && limit !== null && used >= limit) throw quotaExceeded(ctx, used, limit);
  const labels = { organization_id: ctx.organization.id, type: "simple" };
  ctx.metrics.increment("solicitudes_created_total", labels, inserted);
}

/** The index of hashes decides, even between two who send the same file at the same moment. */
async function notTwice<T>(ctx: Ctx, { hash }: StoredUpload, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isTaken(error)) throw await duplicate(ctx, hash) ?? error;
    throw error;
  }
}

function isTaken(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof SqlError && error.code === "23505") return true;
  }
  return false;
}

/** The person's upload of the very same file, if there is one. */
export async function duplicate(ctx: Ctx, hash: string): Promise<DomainError | undefined> {
  const [existing] = await ctx.db.one((db) =>
    db.select({ id: bulkUploads.id }).from(bulkUploads).where(and(
      eq(bulkUploads.organizationId, ctx.organization.id),
      eq(bulkUploads.userId, ctx.actor.userId),
      eq(bulkUploads.hash, hash),
      sql`not ${bulkUploads.isAgain} and ${bulkUploads.status} not in ('receiving', 'cancelled')`,
    ))
  );
  return existing && new DomainError("bulk_duplicate", { extra: { existing_id: existing.id } });
}
