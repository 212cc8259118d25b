/** Tables as CSV (RFC 4180) in UTF-8 with a mark, so that spreadsheets in Spanish read the accents. */
import { cellText, headingLines, type SheetProps } from "./sheet.ts";
import { safeText } from "./safe_text.ts";
import { type Locale, word } from "./words.ts";

const BYTE_ORDER_MARK = "\uFEFF";

export async function* csvOf(sheet: SheetProps, locale: Locale): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const heading = headingLines(sheet, locale).map((line) => line.map(safeText));
  const blank = sheet.columns.map(() => "");
  // Every line has as many fields as the table.
  const above = heading.length === 0 ? [] : [...heading.map((line) => line.concat(blank.slice(2))), blank];
  const head = sheet.columns.map((column) => word(column, locale));
  yield encoder.encode(BYTE_ORDER_MARK + [...above, head].map(lineOf).join(""));
  for await (const row of sheet.rows) {
    yield encoder.encode(lineOf(row.map((cell) =>
      // A number is no formula, its sign notwithstanding.
      cell?.kind === "number" ? String(cell.value) : safeText(cellText(cell, locale))
    )));
  }
}

function lineOf(fields: readonly string[]): string {
  return `${
    fields.map((field) => /[",;\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field).join(",")
  }\r\n`;
}
