import { and, eq } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { demandFileStore } from "../demand_file_store.ts";
import { type Frequency, NOTIFY_DEFAULT, type NotifyChoice } from "../solicitudes/solicitud.ts";
import { askForMapping, duplicate, insertUpload, readRows, type StoredUpload } from "./_settle.ts";
import { findColumns, type MappingInput, resolveMapping } from "./columns.ts";
import { kindOf, ofKind, shownName } from "./file_kind.ts";
import { getBulk } from "./get_bulk.ts";
import type { BulkUpload } from "./upload.ts";

/** What comes beside the file. */
export interface BulkChoices {
  mapping?: MappingInput;
  frequency?: Frequency;
  notify?: Partial<NotifyChoice>;
  /** Show what would be read, and wait for the mapping. */
  isPreview: boolean;
}

export interface BulkInput {
  /** Taken in order: the file's content has passed by when the choices are asked for. */
  file(): Promise<{ name: string; content: AsyncIterable<Uint8Array> }>;
  choices(): Promise<BulkChoices>;
  maxBytes: number;
  extensions: readonly string[];
  /** The same file once more. */
  isAgain: boolean;
}

/**
 * Takes a file of radicados and makes a solicitud of each good row, with its first lookup: all of them or none. What is
 * beyond the month's queries is `held`. Where nobody can tell which column is which, the upload waits for its mapping.
 * @throws {DomainError} `permission_denied`, `file_kind_refused`, `body_too_large`, `file_unreadable`,
 * `bulk_mapping_invalid`, `bulk_duplicate`, `quota_exceeded`, `files_not_configured`, `files_unavailable`, `bulk_busy`
 */
export async function uploadBulk(ctx: Ctx, input: BulkInput): Promise<BulkUpload> {
  authorize(ctx, "bulk_operations");
  demandFileStore(ctx);
  const { name, content } = await input.file();
  const kind = kindOf(name, input.extensions);
  const fileKey = `bulk/${ctx.organization.id}/${crypto.randomUUID()}`;
  // First of all on record, so that a file whose instance dies is found and deleted.
  const id = await begin(ctx, { fileName: shownName(name), kind, fileKey });
  try {
    const stored = await ctx.files.put(fileKey, ReadableStream.from(ofKind(kind, content)), {
      maxBytes: input.maxBytes,
    });
    await settle(ctx, { id, kind, fileKey, ...stored }, input);
  } catch (error) {
    await forget(ctx, { id, fileKey });
    throw error;
  }
  return await getBulk(ctx, id);
}

async function settle(ctx: Ctx, upload: StoredUpload, input: BulkInput): Promise<void> {
  const choices = await input.choices();
  const twin = input.isAgain ? undefined : await duplicate(ctx, upload.hash);
  if (twin) throw twin;
  await ctx.db.one((db) =>
    db.update(bulkUploads).set({
      isAgain: input.isAgain,
      frequency: choices.frequency ?? "dynamic",
      notify: { ...NOTIFY_DEFAULT, ...choices.notify },
    }).where(isReceiving(ctx, upload.id))
  );
  const rows = await readRows(ctx, upload);
  const found = findColumns(upload.kind, rows, ctx.clock.now());
  const mapping = choices.mapping ? resolveMapping(choices.mapping, rows, found.mapping) : found.mapping;
  const isKnown = choices.mapping !== undefined || found.isSure;
  if (choices.isPreview || !isKnown || !mapping) {
    await askForMapping(ctx, upload, { rows, proposal: mapping });
  } else await insertUpload(ctx, upload, { rows, mapping, ownerId: ctx.actor.userId });
}

async function begin(
  ctx: Ctx,
  file: Pick<typeof bulkUploads.$inferInsert, "fileName" | "kind" | "fileKey">,
): Promise<string> {
  const [row] = await ctx.db.one((db) =>
    db.insert(bulkUploads).values({
      ...file,
      userId: ctx.actor.userId,
      frequency: "dynamic",
      notify: NOTIFY_DEFAULT,
    }).returning({ id: bulkUploads.id })
  );
  if (!row) throw new Error("The database made no upload");
  return row.id;
}

/** As if it had never come. What cannot be removed now, the clock removes later. */
async function forget(ctx: Ctx, { id, fileKey }: { id: string; fileKey: string }): Promise<void> {
  try {
    const gone = await ctx.db.one((db) =>
      db.delete(bulkUploads).where(isReceiving(ctx, id)).returning({ id: bulkUploads.id })
    );
    if (gone.length > 0) await ctx.files.delete(fileKey);
  } catch (error) {
    ctx.log.warn("Cannot remove a file that was refused: the clock will", { bulk_id: id, error });
  }
}

function isReceiving(ctx: Ctx, id: string) {
  return and(
    eq(bulkUploads.organizationId, ctx.organization.id),
    eq(bulkUploads.id, id),
    eq(bulkUploads.status, "receiving"),
  );
}
