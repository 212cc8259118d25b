/** Documents to print and to send: the organization's letterhead, tables that break across pages, page numbers. */
import { type Content, type ContentPart, pdfBytes } from "./_pdfmake.ts";
import type { CaseProcesoProps, CaseProps, EntryProps, HeadProps } from "./case.ts";
import { cellText, headingLines, type SheetProps } from "./sheet.ts";
import { instantText, word } from "./words.ts";

const DEFAULT_COLOR = "#1d4ed8";
const RULE_COLOR = "#d7dce3";
const SOFT = "#5b6472";
const MARGIN = 42;

export async function* sheetPdf(sheet: SheetProps, head: HeadProps): AsyncGenerator<Uint8Array> {
  const { locale } = head;
  const columns = sheet.columns.filter((column) => PRINTED.has(column));
  const body: Content[][] = [columns.map((column) => headCell(word(column, locale), head))];
  for await (const row of sheet.rows) {
    body.push(columns.map((column) => cellText(row[sheet.columns.indexOf(column)] ?? null, locale)));
  }
  const heading = headingLines(sheet, locale);
  const widths = columns.map((column) => FLEXIBLE.has(column) ? "*" : "auto");
  yield await pdfBytes({
    ...frame(word(sheet.name, locale), head),
    pageOrientation: "landscape",
    content: [
      title(word(sheet.name, locale), head),
      ...(heading.length === 0 ? [] : [facts(heading), { text: "", margin: [0, 0, 0, 8] }]),
      { table: { headerRows: 1, widths, body, dontBreakRows: true }, layout: RULES, fontSize: 7.5 },
    ],
  });
}

/** A wide table does not fit on paper: these columns do. */
const PRINTED = new Set([
  "radicado",
  "alias",
  "despacho",
  "sujetos",
  "filed_on",
  "last_actuacion_on",
  "is_new_hit",
  "first_seen_at",
  "gone_at",
  "is_followed",
  "last_result",
  "last_verified_at",
  "detected_at",
  "kind",
  "severity",
  "actuacion",
  "change",
  "used_on",
  "queries",
  "day_on",
  "measure",
  "label",
  "count",
]);

const FLEXIBLE = new Set(["sujetos", "despacho", "actuacion", "label"]);

export async function* casePdf(report: CaseProps, head: HeadProps): AsyncGenerator<Uint8Array> {
  const { locale } = head;
  const verified = report.lastVerifiedAt === null
    ? word("never_verified", locale)
    : instantText(report.lastVerifiedAt);
  yield await pdfBytes({
    ...frame(`${word("case", locale)} ${report.radicado}`, head),
    content: [
      title(word("case", locale), head),
      { text: report.radicado, fontSize: 13, bold: true, margin: [0, 0, 0, 2] },
      ...(report.alias === null ? [] : [{ text: report.alias, color: SOFT, margin: [0, 0, 0, 2] }]),
      facts([
        [word("last_verified_at", locale), verified],
        [word("source", locale), word(report.source, locale)],
      ]),
      ...(report.procesos.length === 0 ? [{ text: word("no_procesos", locale), margin: [0, 12] }] : []),
      ...report.procesos.flatMap((proceso) => procesoParts(proceso, head)),
      ...checkParts(report, head),
      { text: word("disclaimer", locale), color: SOFT, fontSize: 8, margin: [0, 16, 0, 0] },
    ],
  });
}

function procesoParts(proceso: CaseProcesoProps, head: HeadProps): Content[] {
  const { locale } = head;
  const parts: Content[] = [
    heading(`${word("id_proceso", locale)} ${proceso.idProceso}`, head),
    facts(proceso.facts.map(([label, value]) => [word(label, locale), value])),
  ];
  if (proceso.isPrivate) parts.push({ text: word("private", locale), margin: [0, 6] });
  if (proceso.sujetos.length > 0) {
    parts.push(
      subheading(word("parties", locale)),
      facts(proceso.sujetos.map(({ tipo, name }) => [tipo, name])),
    );
  }
  if (proceso.actuaciones.length > 0) {
    parts.push(subheading(word("timeline", locale)), entriesTable(proceso.actuaciones, head));
  }
  return parts;
}

function entriesTable(entries: readonly EntryProps[], head: HeadProps): Content {
  const { locale } = head;
  const labels = ["entry_filed_on", "actuacion", "anotacion", "term_ends_on"];
  const body: Content[][] = [labels.map((label) => headCell(word(label, locale), head))];
  for (const { filedOn, actuacion, anotacion, termEndsOn, isNew } of entries) {
    const mark = isNew ? ` (${word("is_new", locale).toLowerCase()})` : "";
    body.push([filedOn, { text: actuacion + mark, bold: isNew }, anotacion ?? "", termEndsOn ?? ""]);
  }
  return {
    table: { headerRows: 1, widths: ["auto", "35%", "*", "auto"], body, dontBreakRows: true },
    layout: RULES,
    fontSize: 8,
  };
}

function checkParts(report: CaseProps, head: HeadProps): Content[] {
  if (report.checks.length === 0) return [];
  const { locale } = head;
  const labels = ["started_at", "result", "new_actuaciones", "evidence"];
  const body: Content[][] = [labels.map((label) => headCell(word(label, locale), head))];
  for (const { startedAt, result, newActuaciones, evidence } of report.checks) {
    const proof = evidence === null ? "" : `${evidence.slice(0, 16)}…`;
    body.push([instantText(startedAt), word(`result:${result}`, locale), String(newActuaciones), proof]);
  }
  return [heading(word("checks", locale), head), {
    table: { headerRows: 1, widths: ["auto", "*", "auto", "auto"], body, dontBreakRows: true },
    layout: RULES,
    fontSize: 8,
  }];
}

function frame(name: string, head: HeadProps): ContentPart {
  const { locale, organization } = head;
  return {
    pageSize: "LETTER",
    pageMargins: [MARGIN, 78, MARGIN, 54],
    defaultStyle: { font: "Roboto", fontSize: 9.5, lineHeight: 1.2 },
    info: { title: name, author: organization, creator: "LEXIA" },
    lang: locale === "es" ? "es-CO" : "en",
    tagged: true,
    header: () => ({
      margin: [MARGIN, 26, MARGIN, 0],
      columns: [
        head.logo === null
          ? { text: organization, bold: true, fontSize: 12, color: colorOf(head) }
          : { image: head.logo, fit: [150, 34], alt: organization },
        {
          text: `${word("made", locale)} ${instantText(head.madeAt)}`,
          alignment: "right",
          color: SOFT,
          fontSize: 8,
        },
      ],
    }),
    footer: (page: number, pages: number) => ({
      margin: [MARGIN, 18, MARGIN, 0],
      columns: [
        { text: organization, color: SOFT, fontSize: 8 },
        {
          text: `${word("page", locale)} ${page} ${word("of", locale)} ${pages}`,
          alignment: "right",
          color: SOFT,
          fontSize: 8,
        },
      ],
    }),
  };
}

const RULES = {
  hLineWidth: (line: number, node: { table: { body: unknown[] } }) =>
    line === 0 || line === node.table.body.length ? 0 : 0.5,
  vLineWidth: () => 0,
  hLineColor: () => RULE_COLOR,
  paddingTop: () => 4,
  paddingBottom: () => 4,
};

function title(text: string, head: HeadProps): Content {
  return { text, fontSize: 18, bold: true, color: colorOf(head), margin: [0, 0, 0, 8] };
}

function heading(text: string, head: HeadProps): Content {
  return { text, fontSize: 12, bold: true, color: colorOf(head), margin: [0, 16, 0, 4] };
}

function subheading(text: string): Content {
  return { text, bold: true, margin: [0, 10, 0, 4] };
}

function headCell(text: string, head: HeadProps): Content {
  return { text, bold: true, color: colorOf(head) };
}

function facts(pairs: readonly (readonly [string, string])[]): Content {
  if (pairs.length === 0) return "";
  return {
    table: {
      widths: [150, "*"],
      body: pairs.map(([label, value]) => [{ text: label, color: SOFT }, value]),
    },
    layout: "noBorders",
  };
}

function colorOf({ brandColor }: HeadProps): string {
  return brandColor ?? DEFAULT_COLOR;
}
