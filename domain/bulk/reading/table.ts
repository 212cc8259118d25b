/** What a file says, whichever kind it is: rows of text, and why one cannot be read. */

export const FILE_KINDS = ["xlsx", "csv", "pdf"] as const;
export type FileKind = typeof FILE_KINDS[number];

export interface TableRow {
  /** As people count them in the file, from 1; in a PDF the page. */
  line: number;
  cells: string[];
  /** Places in `cells` that the file holds as numbers, which are no longer what was typed. */
  numbers?: number[];
}

/** Rows without anything in them are left out. */
export interface Table {
  rows: TableRow[];
}

export type UnreadableReason =
  | "not_that_kind"
  | "has_macros"
  | "is_encrypted"
  | "is_broken"
  | "unpacks_too_large"
  | "too_many_rows"
  | "too_many_columns"
  | "too_many_cells"
  | "too_many_pages"
  | "takes_too_long"
  | "has_no_rows";

/** The file cannot be taken, whatever is in its rows. */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
  constructor(readonly reason: UnreadableReason, options?: ErrorOptions) {
    super(`The file cannot be read: ${reason}`, options);
  }
}

export const LIMITS = {
  /** Rows of data. */
  rows: 10_000,
  columns: 100,
  cells: 400_000,
  /** Characters that are kept of a cell: more than any column takes. */
  cellCharacters: 1_000,
  /** Bytes of all parts of an archive together, once they are unpacked. */
  unpackedBytes: 64 * 1024 * 1024,
  /** Beyond `smallBytes`, unpacked bytes for each packed one: spreadsheets have about 10. */
  ratio: 100,
  smallBytes: 8 * 1024 * 1024,
  entries: 1_000,
  sharedStrings: 200_000,
  /** Characters between two signs of markup. */
  tokenCharacters: 1024 * 1024,
  pages: 1_000,
  /** Of one stream of a PDF, once it is unpacked: a page of text, or a font, has a hundredth of it. */
  bufferBytes: 16 * 1024 * 1024,
  milliseconds: 20_000,
};

/** Header lines, titles and the like, which are no rows of data. */
const ROWS_BEFORE_DATA = 50;

/** Collects rows within the limits. */
export class TableBuilder {
  readonly rows: TableRow[] = [];
  #cells = 0;

  /** @throws {UnreadableFile} */
  add(row: TableRow): void {
    if (row.cells.length > LIMITS.columns) throw new UnreadableFile("too_many_columns");
    this.#cells += row.cells.length;
    if (this.#cells > LIMITS.cells) throw new UnreadableFile("too_many_cells");
    if (row.cells.every((cell) => cell.trim() === "")) return;
    if (this.rows.length >= LIMITS.rows + ROWS_BEFORE_DATA) throw new UnreadableFile("too_many_rows");
    this.rows.push(row);
  }
}

/** What is kept of a cell: text that a database can hold. */
export function cellText(text: string): string {
  return text.slice(0, LIMITS.cellCharacters).toWellFormed().replaceAll("\0", "");
}

/** Opens the file from its beginning; readers may do so twice. */
export type OpenFile = () => Promise<AsyncIterable<Uint8Array>>;

/** Throws where a reader has been at it for too long. */
export function deadline(now: () => number = () => performance.now()): () => void {
  const end = now() + LIMITS.milliseconds;
  return () => {
    if (now() > end) throw new UnreadableFile("takes_too_long");
  };
}
