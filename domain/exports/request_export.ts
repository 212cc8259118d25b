import { and, eq, inArray } from "drizzle-orm";
import { exportFiles } from "#db/schema/exports.ts";
import { enqueue } from "#jobs/queue.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { performWorkOnce } from "../idempotency.ts";
import type { ExportContent } from "./documents.ts";
import { asExportFile, authorizeExport, EXPORT_FIELDS, type ExportFile } from "./export_file.ts";
import { demandFileStore } from "../demand_file_store.ts";
import { checkFilters } from "./filters.ts";

/** Of one person at the same time. */
const MOST_OPEN = 10;

/**
 * Asks for a file that a job makes, however large it is; nobody but the caller may fetch it.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `files_not_configured`, `export_limit`
 */
export async function requestExport(
  ctx: Ctx,
  { locale, ...content }: ExportContent & { locale?: "es" | "en" },
): Promise<ExportFile> {
  authorizeExport(ctx, content);
  checkFilters(content.what, content.filters, ctx.clock.now());
  demandFileStore(ctx);
  return await performWorkOnce(ctx, async (tx) => {
    const open = await tx.$count(
      exportFiles,
      and(
        eq(exportFiles.organizationId, ctx.organization.id),
        eq(exportFiles.userId, ctx.actor.userId),
        inArray(exportFiles.status, ["waiting", "making"]),
      ),
    );
    if (open >= MOST_OPEN) throw new DomainError("export_limit", { extra: { limit: MOST_OPEN } });
    const [row] = await tx.insert(exportFiles).values({
      ...content,
      locale: locale ?? null,
      userId: ctx.actor.userId,
      allowed: [...ctx.actor.permissions],
      createdAt: new Date(ctx.clock.now()),
    }).returning(EXPORT_FIELDS);
    if (!row) throw new Error("The database made no export");
    await enqueue(tx, "export.make", { exportId: row.id }, { key: `export.make:${row.id}` });
    await audit(tx, ctx, { action: "export.request", targetId: row.id, data: { ...content } });
    return asExportFile(row);
  });
}
