/** Text with separators, as spreadsheets in English and in Spanish write it. */
import { CsvError, parse } from "csv-parse";
import { cellText, deadline, type OpenFile, type Table, TableBuilder, UnreadableFile } from "./table.ts";

/** Characters of one row. */
const RECORD_CHARACTERS = 256 * 1024;
const DELIMITERS = [",", ";", "\t"];
/** As many characters tell the separator. */
const SAMPLE = 16 * 1024;

export async function readCsv(open: OpenFile): Promise<Table> {
  const encoding = await encodingOf(open);
  const table = new TableBuilder();
  const inTime = deadline();
  const delimiter = delimiterOf(await beginning(texts(await open(), encoding)));
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: RECORD_CHARACTERS,
    info: true,
  });
  let failure: unknown;
  let line = 1;
  // It flows: awaiting each record would take several times as long.
  parser.on("error", (error) => failure ??= refusalOf(error));
  parser.on("data", ({ record, info }: { record: string[]; info: { lines: number } }) => {
    try {
      if (!failure) table.add({ line, cells: record.map(cellText) });
    } catch (error) {
      failure = error;
    }
    line = info.lines + 1;
  });
  for await (const text of texts(await open(), encoding)) {
    // One that broke off takes no more, and never says that it is done.
    await new Promise<void>((resolve) => failure ? resolve() : parser.write(text, () => resolve()));
    if (failure) throw failure;
    inTime();
  }
  await new Promise<void>((resolve) => parser.once("close", resolve).end());
  if (failure) throw failure;
  return table;
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  return new UnreadableFile(error.code === "CSV_MAX_RECORD_SIZE" ? "too_many_columns" : "is_broken", {
    cause: error,
  });
}

/** UTF-8 where all of it is; else what Excel in Spanish writes. NUL is in no text. */
async function encodingOf(open: OpenFile): Promise<"utf-8" | "utf-16le" | "windows-1252"> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isFirst = true;
  let isUtf8 = true;
  for await (const chunk of await open()) {
    if (isFirst && chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
    if (chunk.includes(0)) throw new UnreadableFile("not_that_kind");
    isFirst = false;
    isUtf8 &&= decodes(decoder, chunk);
  }
  return isUtf8 && decodes(decoder) ? "utf-8" : "windows-1252";
}

function decodes(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** Without the byte order mark. */
async function* texts(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

async function beginning(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    if (text.length >= SAMPLE) break;
  }
  return text.slice(0, SAMPLE);
}

/** The one that stands most often outside of quotes in the first lines. */
function delimiterOf(text: string): string {
  // Excel's own word for it.
  const named = /^sep=([,;\t])[\r\n]/.exec(text)?.[1];
  if (named !== undefined) return named;
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: 0 }));
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    const found = isQuoted ? undefined : counts.find(({ delimiter }) => delimiter === character);
    if (found) found.count++;
  }
  return counts.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ",";
}
