/** One export, where the link of a message leads: its file is fetched from here. */
import { getExport } from "#domain/exports/read_exports.ts";
import { ExportPage } from "#views/exports/export.tsx";
import type { LexiaContext } from "../_env.ts";
import { exportRecordBody } from "../api/exports/schema.ts";
import { frameOf, show } from "./_page.ts";

export async function exportPage(c: LexiaContext): Promise<Response> {
  const { ctx, deps } = c.var;
  const file = await getExport(ctx, deps.identity, c.req.param("id") ?? "");
  const { what, format, status, createdAt, removedAt } = file;
  const href = exportRecordBody(file).file?.href ?? null;
  return show(
    c,
    <ExportPage
      frame={frameOf(c)}
      file={{ what, format, status, createdAt, href, removedAt }}
    />,
  );
}
