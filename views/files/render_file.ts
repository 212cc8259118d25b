/** One document in one form, as bytes that are made while they are read. */
import { type CaseProps, caseSheets, entriesSheet, type HeadProps } from "./case.ts";
import { csvOf } from "./csv.ts";
import { caseDocx, sheetDocx } from "./docx.ts";
import { jsonOf } from "./json.ts";
import { casePdf, sheetPdf } from "./pdf.ts";
import type { SheetProps } from "./sheet.ts";
import { bookOf, xlsxOf } from "./xlsx.ts";

export type FileFormat = "xlsx" | "csv" | "json" | "pdf" | "docx";

export type DocumentProps = { kind: "sheet"; sheet: SheetProps } | { kind: "case"; report: CaseProps };

export interface FileBytes {
  type: string;
  extension: FileFormat;
  bytes: AsyncIterable<Uint8Array>;
}

export const FILE_TYPES: Readonly<Record<FileFormat, string>> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

export function renderFile(document: DocumentProps, format: FileFormat, head: HeadProps): FileBytes {
  const bytes = document.kind === "sheet"
    ? sheetBytes(document.sheet, format, head)
    : caseBytes(document.report, format, head);
  return { type: FILE_TYPES[format], extension: format, bytes };
}

function sheetBytes(sheet: SheetProps, format: FileFormat, head: HeadProps): AsyncIterable<Uint8Array> {
  switch (format) {
    case "xlsx":
      return xlsxOf(sheet, head.locale);
    case "csv":
      return csvOf(sheet, head.locale);
    case "json":
      return jsonOf(sheet);
    case "pdf":
      return sheetPdf(sheet, head);
    case "docx":
      return sheetDocx(sheet, head);
  }
}

function caseBytes(report: CaseProps, format: FileFormat, head: HeadProps): AsyncIterable<Uint8Array> {
  switch (format) {
    case "xlsx":
      return bookOf(caseSheets(report), head.locale);
    case "csv":
      return csvOf(entriesSheet(report), head.locale);
    case "json":
      return caseJson(report);
    case "pdf":
      return casePdf(report, head);
    case "docx":
      return caseDocx(report, head);
  }
}

/** In the API's spelling. */
async function* caseJson(report: CaseProps): AsyncGenerator<Uint8Array> {
  const document = {
    radicado: report.radicado,
    alias: report.alias,
    last_verified_at: report.lastVerifiedAt,
    source: report.source,
    procesos: report.procesos.map(({ idProceso, isPrivate, facts, sujetos, actuaciones }) => ({
      id_proceso: idProceso,
      is_private: isPrivate,
      ...Object.fromEntries(facts),
      sujetos,
      actuaciones: actuaciones.map((entry) => ({
        filed_on: entry.filedOn,
        registered_on: entry.registeredOn,
        actuacion: entry.actuacion,
        anotacion: entry.anotacion,
        term_starts_on: entry.termStartsOn,
        term_ends_on: entry.termEndsOn,
        is_new: entry.isNew,
      })),
    })),
    checks: report.checks.map(({ startedAt, newActuaciones, ...check }) => ({
      started_at: startedAt,
      new_actuaciones: newActuaciones,
      ...check,
    })),
  };
  yield new TextEncoder().encode(`${JSON.stringify(document, null, 1)}\n`);
}
