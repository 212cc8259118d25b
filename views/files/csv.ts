/** Tables as CSV (RFC 4180) in UTF-8 with a mark, so that spreadsheets in Spanish read the accents. */
import { cellText, type SheetProps } from "./sheet.ts";
import { safeText } from "./safe_text.ts";
import { type Locale, word } from "./words.ts";

const BYTE_ORDER_MARK = "\uFEFF";

export async function* csvOf(sheet: SheetProps, locale: Locale): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(BYTE_ORDER_MARK + lineOf(sheet.columns.map((column) => word(column, locale))));
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
