/** A document as the file that somebody downloads, made while it is sent. */
import type { TypedResponse } from "hono";
import { EXPORT_FORMATS, type ExportDocument, type ExportFormat } from "#domain/exports/export_document.ts";
import type { OpenExport } from "#domain/exports/open_export.ts";
import { letterheadOf } from "#domain/exports/letterhead.ts";
import { FILE_TYPES, renderFile } from "#views/files/render_file.ts";
import type { LexiaContext } from "./_env.ts";
import { z } from "./_openapi.ts";

export const FileQuery = z.object({
  format: z.enum(EXPORT_FORMATS).meta({ description: "What the file is to be", example: "xlsx" }),
  lang: z.enum(["es", "en"]).optional().meta({ description: "The organization's language where absent" }),
});

const binary = { schema: z.string().meta({ format: "binary" }), example: "PK" };

/** The answer of an endpoint that hands out files. */
export const FILE_ANSWER = {
  description: "The file",
  content: {
    [FILE_TYPES.xlsx]: binary,
    [FILE_TYPES.pdf]: { ...binary, example: "%PDF-1.7" },
    [FILE_TYPES.docx]: binary,
    "text/csv": { schema: z.string(), example: '"Radicado","Nombre"\r\n' },
    "application/json": { schema: z.unknown(), example: [] },
  },
};

/** `name` becomes the file's, with the organization's and the day: ASCII letters, digits and hyphens. */
export async function fileAnswer(
  c: LexiaContext,
  document: ExportDocument,
  { format, lang, name }: { format: ExportFormat; lang?: "es" | "en"; name: string },
): Promise<FileResponse> {
  const { ctx, deps } = c.var;
  const head = await letterheadOf(ctx, deps.identity, { locale: lang });
  const { bytes } = renderFile(document, format, head);
  return sent(c, ReadableStream.from(telling(c, bytes)), { format, name, madeAt: head.madeAt });
}

/** A file that was made before. */
export function storedFileAnswer(
  c: LexiaContext,
  { what, format, finishedAt, bytes }: OpenExport,
): FileResponse {
  return sent(c, bytes, { format, name: what, madeAt: finishedAt });
}

type FileResponse = Response & TypedResponse<unknown, 200, "json">;

function sent(
  c: LexiaContext,
  bytes: ReadableStream<Uint8Array>,
  { format, name, madeAt }: { format: ExportFormat; name: string; madeAt: Date },
): FileResponse {
  const day = madeAt.toISOString().slice(0, 10);
  const answer: Response = c.body(bytes, 200, {
    "Content-Type": FILE_TYPES[format],
    "Content-Disposition":
      `attachment; filename="lexia-${c.var.ctx.organization.subdomain}-${name}-${day}.${format}"`,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  // What a stream holds the compiler cannot see: the tests read it.
  return answer as FileResponse;
}

/** Where the making fails, the connection breaks off, so that nobody takes a part for the whole. */
async function* telling(c: LexiaContext, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    c.var.deps.services.log.warn("A file broke off", { request_id: c.var.requestId, error });
    throw error;
  }
}
