/**
 * Files whose time is over, those that never arrived, and those of organizations that are to be deleted: removed from the
 * store first, then forgotten.
 */
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import type { Services } from "../ctx.ts";
import { FileStoreUnavailable } from "../ports.ts";

/** In one go; the rest waits for the next. */
const BATCH = 200;
/** By then an upload has ended, one way or another. */
const RECEIVING_HOURS = 24;

/** What was read from a file stays; so does its hash. */
export async function removeUploadFiles(
  { platformDb, files, log }: Pick<Services, "platformDb" | "files" | "log">,
  { retentionDays }: { retentionDays: number },
): Promise<void> {
  const due = await platformDb.one(
    { purpose: "bulk.remove_files" },
    (one) =>
      one.select({ id: bulkUploads.id, fileKey: bulkUploads.fileKey, status: bulkUploads.status }).from(
        bulkUploads,
      )
        .where(and(
          isNotNull(bulkUploads.fileKey),
          sql`(${bulkUploads.createdAt} <= now() - make_interval(days => ${retentionDays})
          or (${bulkUploads.status} = 'receiving'
            and ${bulkUploads.createdAt} <= now() - make_interval(hours => ${RECEIVING_HOURS}))
          or exists (select 1 from organizations o
            where o.id = ${bulkUploads.organizationId} and o.delete_after <= now() and not o.is_active))`,
        )).orderBy(bulkUploads.createdAt).limit(BATCH),
  );
  try {
    for (const { id, fileKey, status } of due) {
      if (fileKey === null) continue;
      await files.delete(fileKey);
      await platformDb.one(
        { purpose: "bulk.remove_files" },
        (one) =>
          status === "receiving"
            ? one.delete(bulkUploads).where(and(eq(bulkUploads.id, id), eq(bulkUploads.status, "receiving")))
            : one.update(bulkUploads).set({
              fileKey: null,
              // A mapping is of no use any more.
              status:
                sql`case when ${bulkUploads.status} = 'needs_mapping' then 'cancelled' else ${bulkUploads.status} end`,
              preview: null,
              updatedAt: sql`now()`,
            }).where(eq(bulkUploads.id, id)),
      );
    }
  } catch (error) {
    if (!(error instanceof FileStoreUnavailable)) throw error;
    log.warn("Cannot delete files of uploads: the store is away", { error });
  }
}
