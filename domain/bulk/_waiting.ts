import { and, eq } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { StoredUpload } from "./_settle.ts";
import { withinReach } from "./upload.ts";

/** An upload that waits for its mapping, with whose it is. @throws {DomainError} `bulk_not_found`, `bulk_state` */
export async function waitingUpload(ctx: Ctx, id: string): Promise<StoredUpload & { userId: string }> {
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
  return { id, kind, fileKey, size, hash, userId };
}
