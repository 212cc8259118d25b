/** Files to ask for, and reports that come by mail. */
import { isCalendarDate } from "#domain/cursor.ts";
import { plusDays } from "#domain/analytics/day_span.ts";
import { DomainError } from "#domain/errors.ts";
import { EXPORT_FORMATS } from "#domain/exports/export_document.ts";
import { EXPORT_SUBJECTS, type ExportFilters, type ExportSubject } from "#domain/exports/export_file.ts";
import { listExports, withLink } from "#domain/exports/read_exports.ts";
import { requestExport } from "#domain/exports/request_export.ts";
import { listReports } from "#domain/reports/list_reports.ts";
import type { FileProps } from "#views/reports/files.tsx";
import { type AskFields, ReportsPage, type ReportsProps } from "#views/reports/reports.tsx";
import { personWords } from "#views/problems/words.ts";
import { reportsWords } from "#views/reports/words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { exportRecordBody } from "../api/exports/schema.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";

const FILES_SHOWN = 25;
/** More than there may be. */
export const REPORTS_SHOWN = 50;
const DONE = ["saved", "made", "removed"] as const;

export async function reportsPage(c: LexiaContext): Promise<Response> {
  const fields = { what: c.req.query("what") ?? "", format: "xlsx", from: "", to: "" };
  return await showReports(c, { fields, refusal: null });
}

/** Asks for a file, and leads to the page on which it appears. */
export async function submitExport(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = (name: string) => textIn(form, name).trim().slice(0, 20);
  const fields = { what: typed("what"), format: typed("format"), from: typed("from"), to: typed("to") };
  const { locale } = readerOf(c);
  try {
    const [what, format] = [
      EXPORT_SUBJECTS.find((one) => one === fields.what && one !== "case"),
      EXPORT_FORMATS.find((one) => one === fields.format),
    ];
    if (!what || !format) throw new DomainError("request_invalid");
    const { id } = await requestExport(c.var.ctx, { what, format, filters: filtersOf(what, fields), locale });
    return c.redirect(`/exports/${id}`, 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === "forbidden") throw error;
    return await showReports(c, { fields, refusal: refusalOf(error, locale) }, statusOf(error.kind));
  }
}

/** Days of Bogota, both included. */
function filtersOf(what: ExportSubject, { from, to }: AskFields): ExportFilters {
  for (const day of [from, to]) {
    if (day !== "" && !isCalendarDate(day)) throw spanRefused();
  }
  if (from !== "" && to !== "" && from > to) throw spanRefused();
  switch (what) {
    case "novedades":
      return {
        ...(from !== "" && { from: `${from}T00:00:00-05:00` }),
        ...(to !== "" && { to: `${plusDays(to, 1)}T00:00:00-05:00` }),
      };
    case "usage":
    case "analytics":
      return { ...(from !== "" && { from }), ...(to !== "" && { to }) };
    default:
      return {};
  }
}

function spanRefused(): DomainError {
  const message = "Give days such as 2026-11-26, the first one not after the last";
  return new DomainError("request_invalid", { errors: [{ field: "from", code: "span_invalid", message }] });
}

function refusalOf(error: DomainError, locale: "es" | "en"): ReportsProps["refusal"] {
  const w = reportsWords(locale).errors;
  if (error.code !== "request_invalid") {
    const { title, advice } = personWords(error.code, locale);
    return { text: `${title}. ${advice}`, isOfSpan: false };
  }
  const isOfSpan = error.data.errors?.some(({ code }) => code === "span_invalid") ?? false;
  return { text: isOfSpan ? w.span : w.what, isOfSpan };
}

async function showReports(
  c: LexiaContext,
  { fields, refusal }: Pick<ReportsProps, "fields" | "refusal">,
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const { ctx } = c.var;
  const { permissions } = ctx.actor;
  const seesFigures = permissions.has("view_org_analytics");
  const [files, reports] = await Promise.all([
    filesOf(c),
    seesFigures ? listReports(ctx, { limit: REPORTS_SHOWN }) : null,
  ]);
  const subjects = (["novedades", "solicitudes", "analytics", "usage"] as const).filter((subject) => {
    if (subject === "analytics") return seesFigures;
    return subject !== "usage" || seesFigures || permissions.has("manage_billing");
  });
  return show(
    c,
    <ReportsPage
      frame={frameOf(c)}
      fields={fields}
      refusal={refusal}
      subjects={subjects}
      mayAudit={permissions.has("update_org_settings")}
      files={files}
      schedules={reports && reports.items.map((one) => ({ ...one, recipients: one.recipients.length }))}
      done={DONE.find((done) => c.req.query(done) !== undefined) ?? null}
    />,
    status,
  );
}

async function filesOf(c: LexiaContext): Promise<FileProps[]> {
  const { ctx, deps } = c.var;
  const { items } = await listExports(ctx, { limit: FILES_SHOWN });
  const files = await Promise.all(items.map((file) => withLink(ctx, deps.identity, file)));
  return files.map((file) => ({
    id: file.id,
    what: file.what,
    format: file.format,
    status: file.status,
    isScheduled: file.reportId !== null,
    size: file.size,
    createdAt: file.createdAt,
    removedAt: file.removedAt,
    href: exportRecordBody(file).file?.href ?? null,
  }));
}
