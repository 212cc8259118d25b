import { exportFiles } from "#db/schema/exports.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { FileStoreUnavailable } from "../ports.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import type { ExportFormat } from "./export_document.ts";
import { authorizeExport, type ExportSubject, isOwnExport } from "./export_file.ts";
import { isGoodLink } from "./export_link.ts";

export interface OpenExport {
  what: ExportSubject;
  format: ExportFormat;
  finishedAt: Date;
  bytes: ReadableStream<Uint8Array>;
}

/**
 * The file of one of the caller's exports. Who may read less than is in it gets it no longer. Taking it is on record.
 * @throws {DomainError} `permission_denied`, `export_not_found`, `export_state`, `export_link_ended`,
 * `files_unavailable`
 */
export async function openExport(
  ctx: Ctx,
  { sealer }: Pick<IdentityServices, "sealer">,
  { id, token }: { id: string; token: string },
): Promise<OpenExport> {
  reachOf(ctx);
  const [row] = isUuid(id)
    ? await ctx.db.one((db) => db.select().from(exportFiles).where(isOwnExport(ctx, id)))
    : [];
  if (!row) throw new DomainError("export_not_found");
  const { status, what, format, fileKey, attempts, finishedAt } = row;
  if (status !== "ready" || fileKey === null || finishedAt === null) {
    throw new DomainError("export_state", { extra: { status, reason: row.reason } });
  }
  if (!await isGoodLink(sealer, ctx, { id, token })) throw new DomainError("export_link_ended");
  authorizeExport(ctx, row);
  const bytes = await ctx.files.get(`${fileKey}/${attempts}`).catch((cause) => {
    throw cause instanceof FileStoreUnavailable ? new DomainError("files_unavailable", {}, { cause }) : cause;
  });
  if (!bytes) throw new DomainError("export_state", { extra: { status: "removed", reason: null } });
  await ctx.db.tx((tx) =>
    audit(tx, ctx, { action: "export.download", targetId: id, data: { what, format } })
  );
  return { what, format, finishedAt, bytes };
}
