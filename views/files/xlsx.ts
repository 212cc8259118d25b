/** Tables as workbooks: radicados as text, court dates as dates, nothing that a spreadsheet could run. */
import { type CellValue, type ColumnDef, writeXlsx, writeXlsxStream } from "hucre/xlsx";
import { type CellProps, cellText, headingLines, type SheetProps } from "./sheet.ts";
import { safeText } from "./safe_text.ts";
import { type Locale, word } from "./words.ts";

/** Of Excel. */
const LONGEST_CELL = 32_767;
const LONGEST_NAME = 31;
const BOGOTA_OFFSET_MS = 5 * 3_600_000;

/** Written while it is read, whatever its length. */
export function xlsxOf(sheet: SheetProps, locale: Locale): AsyncIterable<Uint8Array> {
  const columns = sheet.columns.map((column) => columnOf(column, locale));
  const above = headingLines(sheet, locale).map((line) => line.map(safeText));
  if (above.length > 0) above.push([]);
  return writeXlsxStream(withHead(above, columns, valuesOf(sheet, locale)), {
    name: sheetName(word(sheet.name, locale)),
    // Without headers, since a row of its own has them.
    columns: columns.map(({ header: _header, ...column }) => column),
    freezePane: { rows: above.length + 1 },
  });
}

async function* withHead(
  above: readonly CellValue[][],
  columns: readonly ColumnDef[],
  rows: AsyncIterable<CellValue[]>,
): AsyncGenerator<CellValue[]> {
  yield* above;
  yield columns.map(({ header = "" }) => header);
  yield* rows;
}

/** Several short tables in one book. */
export async function* bookOf(sheets: readonly SheetProps[], locale: Locale): AsyncGenerator<Uint8Array> {
  const written = [];
  for (const sheet of sheets) {
    const columns = sheet.columns.map((column) => columnOf(column, locale));
    const rows: CellValue[][] = [columns.map(({ header = "" }) => header)];
    for await (const row of valuesOf(sheet, locale)) rows.push(row);
    // Without headers, since the first row has them.
    const widths = columns.map(({ header: _header, ...column }) => column);
    written.push({
      name: sheetName(word(sheet.name, locale)),
      columns: widths,
      rows,
      freezePane: { rows: 1 },
    });
  }
  yield new Uint8Array(await writeXlsx({ sheets: written }));
}

async function* valuesOf(sheet: SheetProps, locale: Locale): AsyncGenerator<CellValue[]> {
  for await (const row of sheet.rows) yield row.map((cell) => valueOf(cell, locale));
}

function valueOf(cell: CellProps, locale: Locale): CellValue {
  if (cell === null) return null;
  switch (cell.kind) {
    case "number":
      return cell.value;
    case "day":
      return new Date(`${cell.value}T00:00:00Z`);
    case "instant":
      return new Date(cell.value.getTime() - BOGOTA_OFFSET_MS);
    case "text":
      return safeText(cellText(cell, locale)).slice(0, LONGEST_CELL);
  }
}

/** By the name: `…_on` are days, `…_at` instants. */
function columnOf(column: string, locale: Locale): ColumnDef {
  const header = word(column, locale);
  if (column.endsWith("_on")) return { header, width: 14, numFmt: "yyyy-mm-dd" };
  if (column.endsWith("_at")) return { header, width: 18, numFmt: "yyyy-mm-dd hh:mm" };
  return { header, width: WIDE.has(column) ? 48 : 26 };
}

const WIDE = new Set([
  "sujetos",
  "anotacion",
  "despacho",
  "name",
  "actuacion",
  "evidence",
  "change",
  "label",
]);

function sheetName(title: string): string {
  return title.replace(/[\\/?*[\]:]/g, " ").slice(0, LONGEST_NAME);
}
