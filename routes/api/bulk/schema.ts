/** Bulk uploads as the API shows them, and what people say about one. */
import { z } from "@hono/zod-openapi";
import type { MappingInput } from "#domain/bulk/columns.ts";
import { ROW_PROBLEMS } from "#domain/bulk/judge_rows.ts";
import type { BulkReview } from "#domain/bulk/review_bulk.ts";
import { BULK_STATUSES, type BulkUpload } from "#domain/bulk/upload.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import { isReferring } from "#views/bulk/words.ts";
import { NotifyBody } from "../solicitudes/schema.ts";

const BULK_ID = "0192f0c6-1a2b-7c3d-8e4f-5a6b7c8d9e0f";
const instant = z.iso.datetime();
const column = z.union([z.string().min(1).max(200), z.int().min(1).max(100)]);

export const MappingBody = z.strictObject({
  radicado: column.meta({ description: "The column's heading, or its position from 1" }),
  alias: column.nullish(),
  notes: column.nullish().meta({ description: "Is kept behind the alias" }),
  frequency: column.nullish(),
  header_row: z.int().min(0).max(1_100_000).optional()
    .meta({ description: "The line of the headings; 0 where there is none" }),
}).openapi("BulkMapping", { example: { radicado: "Número", alias: 2, header_row: 1 } });

const position = z.int().nullable();
const ResolvedMapping = z.object({
  header_row: z.int(),
  radicado: z.int(),
  alias: position,
  notes: position,
  frequency: position,
});

export const BulkBody = z.object({
  id: z.uuid(),
  status: z.enum(BULK_STATUSES),
  total: z.int().meta({ description: "Rows of the file" }),
  valid: z.int().meta({ description: "Rows that became solicitudes" }),
  invalid: z.int().meta({ description: "Rows that did not: `links.errors` says why, line by line" }),
  file_name: z.string(),
  kind: z.enum(["xlsx", "csv", "pdf"]),
  size: z.int(),
  sha256: z.string(),
  frequency: z.enum(FREQUENCIES),
  notify: NotifyBody,
  mapping: ResolvedMapping.nullable().meta({ description: "The columns that were read, by position" }),
  preview: z.object({
    columns: z.array(z.object({
      position: z.int(),
      heading: z.string().nullable(),
      samples: z.array(z.string()),
    })),
    proposal: ResolvedMapping.nullable(),
  }).nullable().meta({
    description: "Of one that needs its mapping: the first rows, and what LEXIA proposes",
  }),
  progress: z.object({
    done: z.int().meta({ description: "Solicitudes whose first run is over, with whatever came of it" }),
    pending: z.int(),
    processing: z.int(),
    paused: z.int(),
    held: z.int().meta({ description: "Beyond the month's queries: they run when the month turns" }),
    failed: z.int(),
    results: z.record(z.string(), z.int()).meta({ description: "The latest run of each, by result" }),
  }),
  created_at: instant,
  completed_at: instant.nullable(),
  owner_id: z.uuid(),
  links: z.object({ self: z.string(), errors: z.string() }),
}).openapi("BulkUpload", {
  example: {
    id: BULK_ID,
    status: "processing",
    total: 250,
    valid: 247,
    invalid: 3,
    file_name: "casos.xlsx",
    kind: "xlsx",
    size: 18_432,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    frequency: "dynamic",
    notify: { email: true, when: "change", muted: false },
    mapping: { header_row: 1, radicado: 1, alias: 2, notes: null, frequency: null },
    preview: null,
    progress: {
      done: 12,
      pending: 234,
      processing: 1,
      paused: 0,
      held: 0,
      failed: 0,
      results: { found: 11, not_found: 1 },
    },
    created_at: "2026-11-20T15:04:04.512Z",
    completed_at: null,
    owner_id: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
    links: linksOf(BULK_ID),
  },
});

const place = z.coerce.number().int().min(1).max(100).optional();

/** The mapping in an address: by position alone. */
export const MappingQuery = z.object({
  radicado: place.meta({
    description: "The column's position from 1. Without it, LEXIA's own finding is taken",
  }),
  alias: place,
  notes: place,
  frequency: place,
  header_row: z.coerce.number().int().min(0).max(1_100_000).optional()
    .meta({ description: "The line of the headings; 0 where there is none" }),
});

export const BulkReviewBody = z.object({
  mapping: ResolvedMapping,
  total: z.int().meta({ description: "Rows of the file" }),
  valid: z.int().meta({ description: "Rows that would become solicitudes" }),
  held: z.int().meta({ description: "Of these, those that would wait for the next month's queries" }),
  invalid: z.int().meta({ description: "Rows that would not" }),
  errors: z.array(z.object({
    line: z.int().meta({ description: "In the file; in a PDF the page" }),
    code: z.enum(ROW_PROBLEMS),
    value: z.string(),
    reference: z.string().nullable().meta({
      description: "The solicitud that is there already, or the line that came first",
    }),
  })),
}).openapi("BulkReview", {
  example: {
    mapping: { header_row: 1, radicado: 1, alias: 2, notes: null, frequency: null },
    total: 250,
    valid: 249,
    held: 0,
    invalid: 1,
    errors: [{ line: 8, code: "radicado_missing", value: "", reference: null }],
  },
});

/** Undefined where no column is named. */
export function mappingIn({ radicado, ...others }: z.output<typeof MappingQuery>): MappingInput | undefined {
  return radicado === undefined ? undefined : { radicado, ...others };
}

export function reviewBody(
  { mapping, total, valid, held, bad }: BulkReview,
): z.output<typeof BulkReviewBody> {
  const errors = bad.map(({ line, code, value, found }) => ({
    line,
    code,
    value,
    reference: isReferring(code) ? found : null,
  }));
  return { mapping, total, valid, held, invalid: bad.length, errors };
}

export function bulkBody(upload: BulkUpload): z.output<typeof BulkBody> {
  return {
    id: upload.id,
    status: upload.status,
    total: upload.total,
    valid: upload.valid,
    invalid: upload.invalid,
    file_name: upload.fileName,
    kind: upload.kind,
    size: upload.size ?? 0,
    sha256: upload.hash ?? "",
    frequency: upload.frequency,
    notify: upload.notify,
    mapping: upload.mapping,
    preview: upload.preview,
    progress: upload.progress,
    created_at: upload.createdAt.toISOString(),
    completed_at: upload.completedAt && upload.completedAt.toISOString(),
    owner_id: upload.userId,
    links: linksOf(upload.id),
  };
}

function linksOf(id: string) {
  const self = `/api/v1/solicitudes/bulk/${id}`;
  return { self, errors: `${self}/errors.csv` };
}
