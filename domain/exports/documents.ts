import { analyticsSheet } from "./export_analytics.ts";
import type { ExportDocument, ExportFormat, Sheet } from "./export_document.ts";
import { authorizeExport, type ExportFilters, type ExportSubject } from "./export_file.ts";
import { novedadesSheet } from "./export_novedades.ts";
import { solicitudDocument } from "./export_solicitud.ts";
import { solicitudesSheet } from "./export_solicitudes.ts";
import { usageSheet } from "./export_usage.ts";
import { novedadesOf, solicitudesOf, solicitudOf } from "./filters.ts";
import type { Reader } from "./reader.ts";

/** What an export is to hold. */
export interface ExportContent {
  what: ExportSubject;
  format: ExportFormat;
  filters: ExportFilters;
}

/**
 * The document, read for whoever it is while it is written.
 * @throws {DomainError} `permission_denied`, and what the subject's own export throws.
 */
export async function documentOf(read: Reader, content: ExportContent): Promise<ExportDocument> {
  const ctx = await read();
  authorizeExport(ctx, content);
  const { what, format, filters } = content;
  switch (what) {
    case "case":
      return await solicitudDocument(read, { ...solicitudOf(filters), format });
    case "solicitudes":
      return asSheet(await solicitudesSheet(read, { filter: solicitudesOf(filters), format }));
    case "novedades":
      return asSheet(await novedadesSheet(read, { filter: novedadesOf(filters), format }));
    case "usage":
      return asSheet(usageSheet(ctx, filters));
    case "analytics":
      return asSheet(analyticsSheet(ctx, filters));
  }
}

function asSheet(sheet: Sheet): ExportDocument {
  return { kind: "sheet", sheet };
}
