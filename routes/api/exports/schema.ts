/** Exports as the API shows them. */
import { z } from "@hono/zod-openapi";
import { EXPORT_FORMATS } from "#domain/exports/export_document.ts";
import {
  EXPORT_STATUSES,
  EXPORT_SUBJECTS,
  type ExportFile,
  type ExportFilters,
} from "#domain/exports/export_file.ts";
import type { ExportLink } from "#domain/exports/export_link.ts";
import { NOVEDAD_KINDS, SEVERITIES } from "#domain/novedades/severity.ts";
import { STATUSES, TIPOS } from "#domain/solicitudes/solicitud.ts";
import { Instant, text } from "../../_openapi.ts";

const EXPORT_ID = "0192f0d5-1111-7aaa-8bbb-0123456789ab";

/** Those of all subjects: the verb knows which of them one takes. */
const FiltersBody = z.strictObject({
  tipo: z.enum(TIPOS),
  status: z.array(z.enum(STATUSES)).max(STATUSES.length),
  q: text(200),
  created_from: Instant,
  created_before: Instant,
  unread: z.boolean(),
  severity: z.array(z.enum(SEVERITIES)).max(SEVERITIES.length),
  kind: z.array(z.enum(NOVEDAD_KINDS)).max(NOVEDAD_KINDS.length),
  radicado: z.string().max(60).transform((value) => value.replace(/[\s.-]/g, "")),
  despacho: text(200),
  assigned_to_me: z.boolean(),
  acknowledged: z.boolean(),
  solicitud_id: z.uuid(),
  proceso_id: z.uuid(),
  new: z.boolean().meta({ description: "Of a search's hits, as `private`, `followed` and `gone`" }),
  private: z.boolean(),
  followed: z.boolean(),
  gone: z.boolean(),
  from: z.string().max(40).meta({
    description: "An instant for novedades, a day of Bogota for usage and analytics",
  }),
  to: z.string().max(40),
}).partial();

export const ExportRequestBody = z.strictObject({
  what: z.enum(EXPORT_SUBJECTS).meta({
    description: "`case` needs the filter `solicitud_id`, and holds the hits where that is a search; " +
      "`usage` and `analytics` ask for view_org_analytics",
  }),
  format: z.enum(EXPORT_FORMATS),
  lang: z.enum(["es", "en"]).optional().meta({ description: "The organization's language where absent" }),
  filters: FiltersBody.default({}).meta({ description: "As the lists of the subject take them" }),
}).openapi("ExportRequest", {
  example: { what: "novedades", format: "xlsx", filters: { severity: ["high"] } },
});

const FileLink = z.object({
  href: z.string(),
  expires_at: z.iso.datetime(),
}).nullable().meta({ description: "To the file, for who asks alone; each reading gives a new one" });

const EXPORT = {
  id: EXPORT_ID,
  what: "novedades",
  format: "xlsx",
  filters: { severity: ["high"] },
  status: "ready",
  reason: null,
  size: 48_213,
  report_id: null,
  created_at: "2026-11-27T13:00:00.000Z",
  finished_at: "2026-11-27T13:00:09.412Z",
  removed_at: "2026-12-04T13:00:09.412Z",
  links: { self: `/api/v1/exports/${EXPORT_ID}` },
};

export const ExportBody = z.object({
  id: z.uuid(),
  what: z.enum(EXPORT_SUBJECTS),
  format: z.enum(EXPORT_FORMATS),
  filters: z.record(z.string(), z.unknown()),
  status: z.enum(EXPORT_STATUSES),
  reason: z.string().nullable().meta({ description: "Why there is no file: a code" }),
  size: z.int().nullable().meta({ description: "Bytes" }),
  report_id: z.uuid().nullable().meta({ description: "The scheduled report that it is" }),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  removed_at: z.iso.datetime().nullable().meta({ description: "When the file is removed" }),
  links: z.object({ self: z.string() }),
}).openapi("Export", { example: EXPORT });

export const ExportRecordBody = ExportBody.extend({ file: FileLink }).openapi("ExportRecord", {
  example: {
    ...EXPORT,
    file: {
      href: `/api/v1/exports/${EXPORT_ID}/file?token=1795870809.9f86`,
      expires_at: "2026-11-28T13:00:12.000Z",
    },
  },
});

export function exportBody(file: ExportFile): z.output<typeof ExportBody> {
  return {
    id: file.id,
    what: file.what,
    format: file.format,
    filters: shownFilters(file.filters),
    status: file.status,
    reason: file.reason,
    size: file.size,
    report_id: file.reportId,
    created_at: file.createdAt.toISOString(),
    finished_at: file.finishedAt?.toISOString() ?? null,
    removed_at: file.removedAt?.toISOString() ?? null,
    links: { self: exportPath(file) },
  };
}

export function exportRecordBody(
  file: ExportFile & { link: ExportLink | null },
): z.output<typeof ExportRecordBody> {
  const { link } = file;
  return {
    ...exportBody(file),
    file: link && {
      href: `${exportPath(file)}/file?token=${link.token}`,
      expires_at: link.expiresAt.toISOString(),
    },
  };
}

export function exportPath({ id }: { id: string }): string {
  return `/api/v1/exports/${id}`;
}

function shownFilters(filters: ExportFilters): Record<string, unknown> {
  return { ...filters };
}
