import { and, desc, eq, sql } from "drizzle-orm";
import { exportFiles } from "#db/schema/exports.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { type Page, pageOf } from "../page.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { asExportFile, EXPORT_FIELDS, type ExportFile, isOwnExport } from "./export_file.ts";
import { type ExportLink, linkFor } from "./export_link.ts";

/** The caller's own, the latest first. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listExports(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<ExportFile>> {
  reachOf(ctx);
  const rows = await ctx.db.one((db) =>
    db.select(EXPORT_FIELDS).from(exportFiles).where(and(
      eq(exportFiles.organizationId, ctx.organization.id),
      eq(exportFiles.userId, ctx.actor.userId),
      cursor === undefined ? undefined : olderThan(cursor),
    )).orderBy(desc(exportFiles.createdAt), desc(exportFiles.id)).limit(limit + 1)
  );
  return pageOf(rows.map(asExportFile), limit, (last) => [last.createdAt.toISOString(), last.id]);
}

/**
 * One of the caller's own, with a new link to its file where it has one.
 * @throws {DomainError} `permission_denied`, `export_not_found`
 */
export async function getExport(
  ctx: Ctx,
  { sealer }: Pick<IdentityServices, "sealer">,
  id: string,
): Promise<ExportFile & { link: ExportLink | null }> {
  reachOf(ctx);
  const [row] = isUuid(id)
    ? await ctx.db.one((db) => db.select(EXPORT_FIELDS).from(exportFiles).where(isOwnExport(ctx, id)))
    : [];
  if (!row) throw new DomainError("export_not_found");
  return await withLink(ctx, { sealer }, asExportFile(row));
}

/** With a new link to its file, for who has read it as their own. */
export async function withLink<F extends Pick<ExportFile, "id" | "removedAt">>(
  ctx: Ctx,
  { sealer }: Pick<IdentityServices, "sealer">,
  file: F,
): Promise<F & { link: ExportLink | null }> {
  const { id, removedAt } = file;
  return { ...file, link: removedAt && await linkFor(sealer, ctx, { id, until: removedAt }) };
}

function olderThan(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${exportFiles.createdAt}, ${exportFiles.id}) < (${createdAt}::timestamptz, ${id}::uuid)`;
}
