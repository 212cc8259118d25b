/** Spreadsheets as programs write them, good ones and others. */
import { strToU8, type Zippable, zipSync } from "fflate";

/** Text, or a number as a spreadsheet has typed it. */
export type CellValue = string | number;

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** What every workbook has around its one sheet. */
export const WORKBOOK_FRAME: Readonly<Record<string, string>> = {
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId7" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
    '<sheet name="Casos" sheetId="1" r:id="rId7"/></sheets></workbook>',
  "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types">` +
    `<Override PartName="/xl/workbook.xml" ContentType="${SHEET}.sheet.main+xml"/></Types>`,
};

export interface WorkbookOptions {
  /** The sheet's XML instead of one made of the rows. */
  sheet?: string | Uint8Array;
  strings?: string;
  contentTypes?: string;
  /** More parts, or other ones. */
  parts?: Record<string, string | Uint8Array>;
}

/** With shared strings, which come after the sheet as with some programs. */
export function workbook(
  rows: readonly (readonly CellValue[])[],
  options: WorkbookOptions = {},
): Uint8Array<ArrayBuffer> {
  const strings: string[] = [];
  const xml = rows.map((row, i) =>
    `<row r="${i + 1}">${
      row.map((value, column) => cell(value, `${letters(column)}${i + 1}`, strings)).join("")
    }</row>`
  ).join("");
  const shared = options.strings ??
    `<sst xmlns="${MAIN}">${
      strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join("")
    }</sst>`;
  const parts: Record<string, string | Uint8Array> = {
    "xl/worksheets/sheet1.xml": options.sheet ??
      `<worksheet xmlns="${MAIN}"><sheetData>${xml}</sheetData></worksheet>`,
    "xl/sharedStrings.xml": shared,
    ...WORKBOOK_FRAME,
    ...(options.contentTypes === undefined ? {} : { "[Content_Types].xml": options.contentTypes }),
    ...options.parts,
  };
  return zip(parts);
}

export function zip(parts: Record<string, string | Uint8Array>): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const [name, part] of Object.entries(parts)) {
    files[name] = typeof part === "string" ? strToU8(part) : part;
  }
  return new Uint8Array(zipSync(files));
}

function cell(value: CellValue, reference: string, strings: string[]): string {
  if (typeof value === "number") return `<c r="${reference}"><v>${value}</v></c>`;
  if (value === "") return "";
  return `<c r="${reference}" t="s"><v>${strings.push(value) - 1}</v></c>`;
}

function letters(column: number): string {
  return column < 26
    ? String.fromCharCode(65 + column)
    : letters(Math.floor(column / 26) - 1) + letters(column % 26);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
