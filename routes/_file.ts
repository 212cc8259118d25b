/** A document as the file that somebody downloads, made while it is sent. */
import type { TypedResponse } from "hono";
import { EXPORT_FORMATS, type ExportDocument, type ExportFormat } from "#domain/exports/export_document.ts";
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
): Promise<Response & TypedResponse<unknown, 200, "json">> {
  const { ctx, deps } = c.var;
  const head = await letterheadOf(ctx, deps.identity, { locale: lang });
  const file = renderFile(document, format, head);
  const day = head.madeAt.toISOString().slice(0, 10);
  const answer: Response = c.body(ReadableStream.from(telling(c, file.bytes)), 200, {
    "Content-Type": file.type,
    "Content-Disposition":
      `attachment; filename="lexia-${ctx.organization.subdomain}-${name}-${day}.${file.extension}"`,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  // What a stream holds the compiler cannot see: the tests read it.
  return answer as Response & TypedResponse<unknown, 200, "json">;
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
