/** Files of radicados: which one, and those that came before. */
import { listBulks } from "#domain/bulk/list_bulks.ts";
import type { BulkUpload } from "#domain/bulk/upload.ts";
import { uploadBulk } from "#domain/bulk/upload_bulk.ts";
import { DomainError } from "#domain/errors.ts";
import { readTyped } from "#domain/solicitudes/typed_radicados.ts";
import { ChoosePage } from "#views/bulk/choose.tsx";
import type { BulkRow } from "#views/bulk/list.tsx";
import { bulkWords, sizeText } from "#views/bulk/page_words.ts";
import { BULK_PATH } from "#views/solicitudes/new_tabs.tsx";
import type { WatchTyped } from "#views/solicitudes/watch_fields.tsx";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import type { LexiaContext } from "../_env.ts";
import { expectedError } from "../_middleware/errors.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { type FilePart, FormWithFile } from "../_multipart.ts";
import { BULK_SCRIPT } from "./assets.ts";
import { FORM_BYTES, refuseAnnounced } from "../_middleware/body_size.ts";
import { bulkRefusalOf } from "./_bulk_refusal.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { watchOf, watchTypedIn } from "./_watch.ts";

const ROWS = 20;

export async function bulkPage(c: LexiaContext): Promise<Response> {
  return await showChoose(c, watchTypedIn(c.req.query()), {}, 200);
}

export async function submitBulk(c: LexiaContext): Promise<Response> {
  const { maxBytes, extensions } = c.var.deps.settings.uploads;
  let typed = watchTypedIn({});
  let name = "";
  try {
    refuseAnnounced(c.req.header("content-length"), maxBytes + FORM_BYTES);
    const { id } = await FormWithFile.read(c, (form) =>
      uploadBulk(c.var.ctx, {
        file: async () => {
          const file = chosen(await form().file("file"));
          name = file.name;
          return file;
        },
        choices: async () => {
          typed = watchTypedIn(Object.fromEntries(await form().fields()));
          return { ...watchOf(typed), isPreview: true };
        },
        maxBytes,
        extensions,
        isAgain: c.req.query("again") === "true",
      }));
    return c.redirect(`${BULK_PATH}/${id}`, 303);
  } catch (error) {
    return await refuse(c, error, typed, name);
  }
}

/** A form whose file nobody chose names none. */
function chosen(file: FilePart): FilePart {
  if (file.name !== "") return file;
  throw new DomainError("request_invalid", {
    errors: [{ field: "file", code: "missing", message: "Send the file in this field" }],
  });
}

/** A list that was pasted where one radicado is asked for, as a file of one column. */
export async function submitPasted(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = watchTypedIn(form);
  const { maxBytes, extensions } = c.var.deps.settings.uploads;
  const rows = readTyped(textIn(form, "radicado"), c.var.ctx.clock.now()).map(({ text }) => text);
  const content = new TextEncoder().encode(
    ["radicado", ...rows.map((row) => `"${row.replaceAll('"', '""')}"`)].join("\r\n"),
  );
  try {
    const { id } = await uploadBulk(c.var.ctx, {
      file: () => Promise.resolve({ name: pastedName(c), content: ReadableStream.from([content]) }),
      choices: () => Promise.resolve({ ...watchOf(typed), isPreview: true }),
      maxBytes,
      extensions,
      isAgain: true,
    });
    return c.redirect(`${BULK_PATH}/${id}`, 303);
  } catch (error) {
    return await refuse(c, error, typed);
  }
}

function pastedName(c: LexiaContext): string {
  return readerOf(c).locale === "en" ? "pasted list.csv" : "lista pegada.csv";
}

interface Complaint {
  fileError?: string;
  refusal?: RefusalProps;
  isAgain?: boolean;
}

async function refuse(
  c: LexiaContext,
  thrown: unknown,
  typed: WatchTyped,
  name = "",
): Promise<Response> {
  const error = thrown instanceof Error ? expectedError(thrown) : undefined;
  if (!error || GENERAL.includes(error.code)) throw thrown;
  return await showChoose(c, typed, complaintOf(c, error, name), statusOf(error.kind));
}

/** Nothing on the page could be put right by who sees them. */
const GENERAL: readonly string[] = ["permission_denied", "database_unavailable", "store_unavailable"];

/** What is wrong with the file is said beside it; everything else above the form. */
function complaintOf(c: LexiaContext, error: DomainError, name: string): Complaint {
  const { locale } = readerOf(c);
  const { choose, refusals } = bulkWords(locale);
  switch (error.code) {
    case "request_invalid":
    case "request_malformed":
      return { fileError: choose.missing };
    case "file_kind_refused":
      return { fileError: isTakenByName(c, name) ? refusals.not_that_kind : choose.wrongKind };
    case "body_too_large":
      return { fileError: choose.tooLarge(sizeText(c.var.deps.settings.uploads.maxBytes, locale)) };
    case "file_unreadable":
      return { fileError: refusals[String(error.data.extra?.reason)] ?? refusals.is_broken };
    case "bulk_duplicate":
      return { refusal: bulkRefusalOf(error, locale), isAgain: true };
    default:
      return { refusal: bulkRefusalOf(error, locale) };
  }
}

/** What is in the file is something else, then. */
function isTakenByName(c: LexiaContext, name: string): boolean {
  const { extensions } = c.var.deps.settings.uploads;
  return extensions.some((extension) => name.trim().toLowerCase().endsWith(`.${extension}`));
}

async function showChoose(
  c: LexiaContext,
  typed: WatchTyped,
  { isAgain = false, ...complaint }: Complaint,
  status: 200 | ProblemStatus,
): Promise<Response> {
  const { maxBytes, extensions } = c.var.deps.settings.uploads;
  const cursor = c.req.method === "GET" ? c.req.query("cursor") : undefined;
  const { items, nextCursor } = await listBulks(c.var.ctx, { cursor, limit: ROWS });
  const page = (
    <ChoosePage
      frame={frameOf(c)}
      script={BULK_SCRIPT.path}
      typed={typed}
      maxBytes={maxBytes}
      extensions={extensions}
      isAgain={isAgain}
      uploads={{
        reader: readerOf(c),
        rows: items.map(rowOf),
        isFirstPage: cursor === undefined,
        nextPage: nextCursor && `${BULK_PATH}?${new URLSearchParams({ cursor: nextCursor })}`,
      }}
      {...complaint}
    />
  );
  return show(c, page, status);
}

function rowOf({ id, fileName, status, total, valid, invalid, createdAt }: BulkUpload): BulkRow {
  return { id, fileName, status, total, valid, invalid, createdAt };
}
