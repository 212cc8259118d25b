/** One export, where the link of a message leads: its file is fetched from here. */
import { getExport } from "#domain/exports/read_exports.ts";
import { ExportPage } from "#views/exports/export.tsx";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";
import { exportRecordBody } from "../api/exports/schema.ts";
import { readerOf } from "./_look.ts";
import { frameOf, show } from "./_page.ts";

export async function exportPage(c: LexiaContext): Promise<Response> {
  const { ctx, deps } = c.var;
  const file = await getExport(ctx, deps.identity, c.req.param("id") ?? "");
  const { id, what, format, status, size, createdAt, removedAt, reason } = file;
  const href = exportRecordBody(file).file?.href ?? null;
  const why = reason === null ? null : personWords(reason, readerOf(c).locale);
  return show(
    c,
    <ExportPage
      frame={frameOf(c)}
      file={{
        id,
        what,
        format,
        status,
        size,
        createdAt,
        href,
        removedAt,
        why: why && `${why.title}. ${why.advice}`,
      }}
    />,
  );
}
