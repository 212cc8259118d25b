/** A file that a job makes for somebody, as they get to see it. */
import { and, eq } from "drizzle-orm";
import { exportFiles } from "#db/schema/exports.ts";
import { authorize, canReadAllSolicitudes } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { reachOf } from "../solicitudes/solicitud.ts";

export type { ExportFilters, ExportSubject } from "#db/schema/exports.ts";

type Row = typeof exportFiles.$inferSelect;

export type ExportStatus = Row["status"];

export const EXPORT_SUBJECTS = ["solicitudes", "novedades", "case", "usage", "analytics"] as const;
export const EXPORT_STATUSES = ["waiting", "making", "ready", "failed", "removed"] as const;

/** How long a file is kept once it is made. */
export const KEPT_DAYS = 7;

export interface ExportFile
  extends Pick<Row, "id" | "what" | "format" | "filters" | "status" | "reason" | "size" | "reportId"> {
  createdAt: Date;
  finishedAt: Date | null;
  /** When its file is removed; null where it has none. */
  removedAt: Date | null;
}

export const EXPORT_FIELDS = {
  id: exportFiles.id,
  what: exportFiles.what,
  format: exportFiles.format,
  filters: exportFiles.filters,
  status: exportFiles.status,
  reason: exportFiles.reason,
  size: exportFiles.size,
  reportId: exportFiles.reportId,
  createdAt: exportFiles.createdAt,
  finishedAt: exportFiles.finishedAt,
};

export function asExportFile(row: Omit<ExportFile, "removedAt">): ExportFile {
  return { ...row, removedAt: row.status === "ready" ? removalOf(row) : null };
}

export function removalOf({ finishedAt, createdAt }: Pick<Row, "finishedAt" | "createdAt">): Date {
  return new Date((finishedAt ?? createdAt).getTime() + KEPT_DAYS * 86_400_000);
}

/** One of the caller's own: those of others are missing. */
export function isOwnExport({ organization, actor }: Ctx, id: string) {
  return and(
    eq(exportFiles.organizationId, organization.id),
    eq(exportFiles.userId, actor.userId),
    eq(exportFiles.id, id),
  );
}

/** @throws {DomainError} `permission_denied` for who may not read what it is about, now. */
export function authorizeExport(
  ctx: Ctx,
  { what, reach = null }: Pick<Row, "what"> & { reach?: Row["reach"] },
): void {
  if (what === "usage") return authorize(ctx, "view_org_analytics", "manage_billing");
  if (what === "analytics") return authorize(ctx, "view_org_analytics");
  reachOf(ctx);
  if (reach === "all" && !canReadAllSolicitudes(ctx)) authorize(ctx, "read_all_solicitudes");
}
