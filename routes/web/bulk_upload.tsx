/** One upload: which column is which, what would become of its rows, and how far it has come. */
import { cancelBulk, pauseBulk, resumeBulk } from "#domain/bulk/change_bulk.ts";
import type { MappingInput } from "#domain/bulk/columns.ts";
import { getBulk } from "#domain/bulk/get_bulk.ts";
import { mapBulk } from "#domain/bulk/map_bulk.ts";
import { type BulkReview, reviewBulk } from "#domain/bulk/review_bulk.ts";
import type { BulkMapping, BulkUpload } from "#domain/bulk/upload.ts";
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { formatRadicado } from "#domain/radicado.ts";
import type { MappingTyped } from "#views/bulk/mapping.tsx";
import { UploadPage, type UploadStep } from "#views/bulk/upload_page.tsx";
import { errorCells, errorHeadings, isReferring } from "#views/bulk/words.ts";
import { BULK_PATH } from "#views/solicitudes/new_tabs.tsx";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import { csvStream } from "../_csv.ts";
import type { LexiaContext } from "../_env.ts";
import { expectedError } from "../_middleware/errors.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { bulkRefusalOf } from "./_bulk_refusal.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";

/** Of the rows that would not be followed; all of them are in the file. */
const MOST_SHOWN = 50;

export async function bulkUploadPage(c: LexiaContext): Promise<Response> {
  const upload = await getBulk(c.var.ctx, idOf(c));
  const asked = mappingTypedIn(c.req.query());
  return await showUpload(c, upload, { asked });
}

export async function submitMapping(c: LexiaContext): Promise<Response> {
  const asked = mappingTypedIn(await readForm(c));
  try {
    const mapping = mappingOf(asked);
    if (!mapping) throw new DomainError("bulk_mapping_invalid");
    const { id } = await mapBulk(c.var.ctx, idOf(c), mapping);
    return c.redirect(`${BULK_PATH}/${id}`, 303);
  } catch (error) {
    return await refuse(c, error, asked);
  }
}

export const submitPause = submitMove(pauseBulk);
export const submitResume = submitMove(resumeBulk);
export const submitCancel = submitMove(cancelBulk);

function submitMove(verb: typeof pauseBulk) {
  return async (c: LexiaContext): Promise<Response> => {
    try {
      const { id } = await verb(c.var.ctx, idOf(c));
      return c.redirect(`${BULK_PATH}/${id}`, 303);
    } catch (error) {
      return await refuse(c, error, mappingTypedIn({}));
    }
  };
}

/** The rows that would not be followed, as a table for spreadsheets. */
export async function reviewErrors(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  const { kind } = await getBulk(c.var.ctx, id);
  const { bad } = await reviewBulk(c.var.ctx, id, mappingOf(mappingTypedIn(c.req.query())));
  const { locale } = readerOf(c);
  async function* pages() {
    yield await Promise.resolve(bad.map((row) => errorCells(row, locale)));
  }
  return c.body(csvStream(errorHeadings(locale, kind === "pdf"), pages()), 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="errors-${id}.csv"`,
    "Cache-Control": "no-store",
  });
}

function idOf(c: LexiaContext): string {
  const id = c.req.param("id") ?? "";
  if (!isUuid(id)) throw new DomainError("bulk_not_found");
  return id;
}

/** An upload that is not there has no page to say so on. */
async function refuse(c: LexiaContext, thrown: unknown, asked: MappingTyped): Promise<Response> {
  const error = thrown instanceof Error ? expectedError(thrown) : undefined;
  if (!error || GENERAL.includes(error.code)) throw thrown;
  const upload = await getBulk(c.var.ctx, idOf(c));
  const refusal = bulkRefusalOf(error, readerOf(c).locale);
  return await showUpload(c, upload, { asked, refusal, status: statusOf(error.kind) });
}

const GENERAL: readonly string[] = [
  "permission_denied",
  "bulk_not_found",
  "database_unavailable",
  "store_unavailable",
  "files_unavailable",
];

interface Shown {
  asked: MappingTyped;
  refusal?: RefusalProps;
  status?: 200 | ProblemStatus;
}

async function showUpload(
  c: LexiaContext,
  upload: BulkUpload,
  { asked, refusal, status = 200 }: Shown,
): Promise<Response> {
  const { id, fileName } = upload;
  const isWaiting = upload.status === "needs_mapping";
  const { refusal: own, ...step } = isWaiting ? await waitingStep(c, upload, asked) : followStep(upload);
  const page = (
    <UploadPage frame={frameOf(c)} id={id} fileName={fileName} step={step} refusal={refusal ?? own} />
  );
  return show(c, page, status);
}

type Step = UploadStep & { refusal?: RefusalProps };

/** The review, unless the columns are still to be told or are to be changed. */
async function waitingStep(c: LexiaContext, upload: BulkUpload, asked: MappingTyped): Promise<Step> {
  if (c.req.query("columns") !== undefined) return mapStep(upload, asked, { isChange: true });
  try {
    return reviewStep(upload, await reviewBulk(c.var.ctx, upload.id, mappingOf(asked)));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "bulk_mapping_invalid") {
      const errors = error.data.errors?.map(({ field }) => field) ?? [];
      return mapStep(upload, asked, { isChange: false, errors });
    }
    const refusal = bulkRefusalOf(error, readerOf(c).locale);
    return { ...mapStep(upload, asked, { isChange: true }), refusal };
  }
}

function mapStep(
  { preview }: BulkUpload,
  asked: MappingTyped,
  { isChange, errors = [] }: { isChange: boolean; errors?: readonly string[] },
): Step {
  const proposal = preview?.proposal;
  const columns = preview?.columns ?? [];
  const header_row = columns.some(({ heading }) => heading !== null) ? "1" : "0";
  const guess = proposal ? typedOf(proposal) : { ...asked, header_row };
  return { kind: "map", columns, typed: asked.radicado === "" ? guess : asked, isChange, errors };
}

function reviewStep({ id, kind }: BulkUpload, review: BulkReview): Step {
  const { mapping, bad, examples, ...counts } = review;
  const typed = typedOf(mapping);
  const query = new URLSearchParams({ ...typed });
  const repeated = bad.filter(({ code }) => isReferring(code)).length;
  return {
    kind: "review",
    mapping: typed,
    ...counts,
    repeated,
    wrong: bad.length - repeated,
    examples: examples.map(({ radicado, ...row }) => ({ ...row, radicado: formatRadicado(radicado) })),
    bad: bad.slice(0, MOST_SHOWN),
    errorsFile: `${BULK_PATH}/${id}/review.csv?${query}`,
    columns: kind === "pdf" ? null : `${BULK_PATH}/${id}?columns&${query}`,
    isPaged: kind === "pdf",
  };
}

function followStep({ id, status, fileName, valid, invalid, progress }: BulkUpload): Step {
  return { kind: "follow", upload: { id, status, fileName, valid, invalid, counts: progress } };
}

const COLUMNS = ["radicado", "alias", "notes", "frequency", "header_row"] as const;

function mappingTypedIn(fields: Record<string, unknown>): MappingTyped {
  const [radicado = "", alias = "", notes = "", frequency = "", header_row = ""] = COLUMNS.map((name) =>
    /^\d{1,7}$/.test(textIn(fields, name)) ? textIn(fields, name) : ""
  );
  return { radicado, alias, notes, frequency, header_row };
}

function typedOf({ header_row, radicado, alias, notes, frequency }: BulkMapping): MappingTyped {
  const text = (place: number | null) => place === null ? "" : String(place);
  return {
    radicado: text(radicado),
    alias: text(alias),
    notes: text(notes),
    frequency: text(frequency),
    header_row: String(header_row),
  };
}

/** Undefined where no column is named. */
function mappingOf(
  { radicado, alias, notes, frequency, header_row }: MappingTyped,
): MappingInput | undefined {
  if (radicado === "") return undefined;
  const place = (text: string) => text === "" ? null : Number(text);
  return {
    radicado: Number(radicado),
    alias: place(alias),
    notes: place(notes),
    frequency: place(frequency),
    ...(header_row !== "" && { header_row: Number(header_row) }),
  };
}
