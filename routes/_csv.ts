/** Tables for spreadsheets (RFC 4180), which must not take a cell for a formula. */

/** By these Excel knows that the file is UTF-8. */
const BYTE_ORDER_MARK = "\ufeff";

/** What a spreadsheet reads as a formula or skips before one (OWASP, CSV injection); NFKC makes full-width forms plain. */
const DANGEROUS = /^[=+\-@\t\r\0]/;

/** Quoted; with an apostrophe before whatever a spreadsheet would run. */
export function csvCell(value: string): string {
  const begins = [value, value.trimStart()].map((text) => text.slice(0, 1).normalize("NFKC"));
  const safe = begins.some((first) => DANGEROUS.test(first)) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""').replaceAll("\0", "")}"`;
}

export function csvRow(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** Asks for the next pages only as they are read, so that memory holds one of them. */
export function csvStream(
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly string[])[]>,
): ReadableStream<Uint8Array> {
  async function* chunks() {
    const encoder = new TextEncoder();
    yield encoder.encode(BYTE_ORDER_MARK + csvRow(header));
    for await (const rows of pages) yield encoder.encode(rows.map(csvRow).join(""));
  }
  return ReadableStream.from(chunks());
}
