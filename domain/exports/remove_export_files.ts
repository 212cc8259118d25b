/** Files whose days are over, and those of organizations that are to be deleted: out of the store first, then forgotten. */
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { exportFiles } from "#db/schema/exports.ts";
import type { Services } from "../ctx.ts";
import { FileStoreUnavailable } from "../ports.ts";
import { KEPT_DAYS } from "./export_file.ts";

/** In one go; the rest waits for the next. */
const BATCH = 200;
/** How long people still see that there was one. */
const SHOWN_DAYS = 90;

export async function removeExportFiles(
  { platformDb, files, log }: Pick<Services, "platformDb" | "files" | "log">,
): Promise<void> {
  const use = { purpose: "exports.remove_files" };
  const due = await platformDb.one(
    use,
    (one) =>
      one.select({ id: exportFiles.id, fileKey: exportFiles.fileKey, attempts: exportFiles.attempts })
        .from(exportFiles).where(and(
          isNotNull(exportFiles.fileKey),
          sql`(${exportFiles.finishedAt} <= now() - make_interval(days => ${KEPT_DAYS})
          or exists (select 1 from organizations o
            where o.id = ${exportFiles.organizationId} and o.delete_after <= now() and not o.is_active))`,
        )).orderBy(exportFiles.createdAt).limit(BATCH),
  );
  try {
    for (const { id, fileKey, attempts } of due) {
      for (let attempt = 1; attempt <= attempts; attempt++) await files.delete(`${fileKey}/${attempt}`);
      await platformDb.one(use, (one) =>
        one.update(exportFiles).set({
          fileKey: null,
          status: sql`case when ${exportFiles.status} = 'failed' then 'failed' else 'removed' end`,
        }).where(eq(exportFiles.id, id)));
    }
  } catch (error) {
    if (!(error instanceof FileStoreUnavailable)) throw error;
    log.warn("Cannot delete files of exports: the store is away", { error });
  }
  await platformDb.one(use, (one) =>
    one.delete(exportFiles).where(and(
      sql`${exportFiles.fileKey} is null and ${exportFiles.status} in ('failed', 'removed')`,
      sql`${exportFiles.createdAt} <= now() - make_interval(days => ${SHOWN_DAYS})`,
    )));
}
