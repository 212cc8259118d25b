import { readCsv } from "./csv_reader.ts";
import { readPdf } from "./pdf_reader.ts";
import { type FileKind, type OpenFile, type Table, UnreadableFile } from "./table.ts";
import { readXlsx } from "./xlsx_reader.ts";

/** Reads a whole file within the limits. `lastYear` is the highest that a radicado can be of. @throws {UnreadableFile} */
export async function readTable(kind: FileKind, open: OpenFile, lastYear: number): Promise<Table> {
  const { rows } = await read(kind, open, lastYear);
  if (rows.length === 0) throw new UnreadableFile("has_no_rows");
  return { rows };
}

async function read(kind: FileKind, open: OpenFile, lastYear: number): Promise<Table> {
  switch (kind) {
    case "xlsx":
      return await readXlsx(open);
    case "csv":
      return await readCsv(open);
    case "pdf":
      return await readPdf(open, lastYear);
  }
}
