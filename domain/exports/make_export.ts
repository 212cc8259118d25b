/**
 * Makes the file of an export, as a job: streamed into the store under a name of this attempt's own, and named in the row
 * in the transaction that ends the job. Whoever dies in between leaves a file that nobody is given, and that the next
 * attempt takes away.
 */
import { and, eq, sql } from "drizzle-orm";
import { exportFiles } from "#db/schema/exports.ts";
import type { Db } from "#db/tenant_db.ts";
import { canReadAllSolicitudes } from "../authz.ts";
import type { JobCtx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { Sealer } from "../identity/sealing.ts";
import { SettingsDirectory } from "../organizations/settings.ts";
import { FileTooLarge, type StoredFile } from "../ports.ts";
import { tellReportReady } from "../reports/tell_report_ready.ts";
import { documentOf } from "./documents.ts";
import { letterheadOf } from "./letterhead.ts";
import { makersReader } from "./_maker.ts";

/** An operator has taken the store away: what was asked for waits until there is one again. */
const LOOK_AGAIN_SECONDS = 3_600;
const MOST_BYTES = 500 * 1024 * 1024;

type Row = typeof exportFiles.$inferSelect;

export async function makeExport(
  ctx: JobCtx,
  sealer: Sealer,
  { exportId }: { exportId: string },
): Promise<void> {
  if (!ctx.files.isConfigured) return await putOff(ctx);
  const row = await begin(ctx, exportId);
  if (!row) return;
  let refusal: string;
  try {
    const { stored, reach } = await write(ctx, row);
    return await ctx.db.tx(async (tx) => {
      await ctx.job.complete(tx);
      const finishedAt = new Date(ctx.clock.now());
      await tx.update(exportFiles).set({ status: "ready", ...stored, reach, finishedAt })
        .where(isExport(ctx, exportId));
      await tellReportReady(tx, ctx, sealer, row);
    });
  } catch (error) {
    refusal = refusalOf(error);
  }
  await ctx.db.tx(async (tx) => {
    await ctx.job.complete(tx);
    await failExport(tx, { organizationId: ctx.organizationId, exportId, reason: refusal });
  });
}

async function putOff(ctx: JobCtx): Promise<void> {
  const again = { inSeconds: LOOK_AGAIN_SECONDS, reason: "files_not_configured", counts: false };
  await ctx.db.tx((tx) => ctx.job.reschedule(tx, again));
}

/** There will be no file. */
export async function failExport(
  tx: Db,
  { organizationId, exportId, reason }: { organizationId: string; exportId: string; reason: string },
): Promise<void> {
  await tx.update(exportFiles).set({ status: "failed", reason, finishedAt: sql`now()` })
    .where(isExport({ organizationId }, exportId));
}

/** Undefined, with the job at its end, where there is nothing to make any more. */
async function begin(ctx: JobCtx, exportId: string): Promise<Row | undefined> {
  return await ctx.db.tx(async (tx) => {
    await ctx.job.hold(tx);
    const fileKey = `exports/${ctx.organizationId}/${exportId}`;
    const [row] = await tx.update(exportFiles)
      .set({ status: "making", attempts: sql`${exportFiles.attempts} + 1`, fileKey })
      .where(and(isExport(ctx, exportId), sql`${exportFiles.status} in ('waiting', 'making')`)).returning();
    if (!row) await ctx.job.complete(tx);
    return row;
  });
}

async function write(
  ctx: JobCtx,
  row: Row,
): Promise<{ stored: StoredFile; reach: "all" | "own" }> {
  const read = makersReader(ctx, row);
  const maker = await read();
  const document = await documentOf(read, row);
  const organizationSettings = new SettingsDirectory(ctx);
  const head = await letterheadOf(maker, { organizationSettings }, { locale: row.locale ?? undefined });
  const { bytes } = ctx.renderFile(document, row.format, head);
  for (let before = 1; before < row.attempts; before++) await ctx.files.delete(`${row.fileKey}/${before}`);
  const stored = await ctx.files.put(
    `${row.fileKey}/${row.attempts}`,
    ReadableStream.from(whileHeld(ctx, bytes)),
    { maxBytes: MOST_BYTES },
  );
  return { stored, reach: canReadAllSolicitudes(maker) ? "all" : "own" };
}

/** Ends where the lease was lost or the process stops. */
async function* whileHeld(
  { job }: JobCtx,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    job.signal.throwIfAborted();
    yield chunk;
  }
}

/** The code of what no other attempt would change; anything else is thrown on. */
function refusalOf(error: unknown): string {
  if (error instanceof FileTooLarge) return "export_too_large";
  if (error instanceof DomainError && error.kind !== "unavailable") return error.code;
  throw error;
}

function isExport({ organizationId }: { organizationId: string }, id: string) {
  return and(eq(exportFiles.organizationId, organizationId), eq(exportFiles.id, id));
}
