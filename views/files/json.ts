/** Tables as JSON: an array of objects by the columns' names, codes and instants as the API has them. */
import { type CellProps, codeText, type SheetProps } from "./sheet.ts";

export async function* jsonOf(sheet: SheetProps): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let separator = "[\n";
  for await (const row of sheet.rows) {
    const entries = sheet.columns.map((column, at) => [column, valueOf(row[at] ?? null)]);
    yield encoder.encode(separator + JSON.stringify(Object.fromEntries(entries)));
    separator = ",\n";
  }
  yield encoder.encode(separator === "[\n" ? "[]\n" : "\n]\n");
}

function valueOf(cell: CellProps): string | number | null {
  if (cell === null) return null;
  if (cell.kind === "instant") return cell.value.toISOString();
  return typeof cell.value === "string" ? codeText(cell.value) : cell.value;
}
