/**
 * Tables as JSON: an array of objects by the columns' names, codes and instants as the API has them. What stands above a
 * table makes it an object, whose last member, by the table's name, is that array.
 */
import { type CellProps, codeText, type SheetProps } from "./sheet.ts";

export async function* jsonOf(sheet: SheetProps): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const { heading } = sheet;
  if (heading) {
    const facts = JSON.stringify(Object.fromEntries(heading.map(([label, cell]) => [label, valueOf(cell)])));
    yield encoder.encode(`${facts.slice(0, -1)},${JSON.stringify(sheet.name)}:`);
  }
  let separator = "[\n";
  for await (const row of sheet.rows) {
    const entries = sheet.columns.map((column, at) => [column, valueOf(row[at] ?? null)]);
    yield encoder.encode(separator + JSON.stringify(Object.fromEntries(entries)));
    separator = ",\n";
  }
  yield encoder.encode(`${separator === "[\n" ? "[]" : "\n]"}${heading ? "}" : ""}\n`);
}

function valueOf(cell: CellProps): string | number | null {
  if (cell === null) return null;
  if (cell.kind === "instant") return cell.value.toISOString();
  return typeof cell.value === "string" ? codeText(cell.value) : cell.value;
}
