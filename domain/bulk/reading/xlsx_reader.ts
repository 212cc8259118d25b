/** The first sheet of a workbook (ECMA-376), read in two passes: what it consists of, then its cells. */
import {
  cellText,
  deadline,
  LIMITS,
  type OpenFile,
  type Table,
  TableBuilder,
  type TableRow,
  UnreadableFile,
} from "./table.ts";
import { type PartReader, unpack } from "./unpack.ts";
import { xmlReader } from "./xml.ts";

/** Of compound files, which is what Office puts an encrypted workbook into. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

export async function readXlsx(open: OpenFile): Promise<Table> {
  const inTime = deadline();
  await refuseEncrypted(open);
  const sheetName = await firstSheet(open, inTime);
  const sheet = new SheetReader();
  const strings = new StringsReader();
  await unpack(open, (name) => {
    if (name === sheetName) return sheet.part;
    return name.toLowerCase() === "xl/sharedstrings.xml" ? strings.part : undefined;
  }, inTime);
  return sheet.table(strings.strings);
}

async function refuseEncrypted(open: OpenFile): Promise<void> {
  for await (const chunk of await open()) {
    if (COMPOUND_FILE.every((byte, i) => chunk[i] === byte)) throw new UnreadableFile("is_encrypted");
    return;
  }
}

/** The name of the part that holds the first sheet. @throws {UnreadableFile} where it is no workbook, or one with macros. */
async function firstSheet(open: OpenFile, inTime: () => void): Promise<string> {
  let relation: string | undefined;
  let hasMacros = false;
  const targets = new Map<string, string>();
  const types = xmlReader({
    open: (_, attributes) => hasMacros ||= /macroEnabled|vbaProject/i.test(attributes.ContentType ?? ""),
  });
  const workbook = xmlReader({
    open: (name, attributes) => {
      if (name === "sheet") relation ??= attributes["r:id"] ?? attributes["d3p1:id"] ?? otherId(attributes);
    },
  });
  const relations = xmlReader({
    open: (_, { Id, Target }) => {
      if (Id !== undefined && Target !== undefined && targets.size < LIMITS.entries) targets.set(Id, Target);
    },
  });
  await unpack(open, (name) => {
    if (/vbaProject\.bin$/i.test(name)) hasMacros = true;
    if (name === "[Content_Types].xml") return types;
    if (name === "xl/workbook.xml") return workbook;
    return name === "xl/_rels/workbook.xml.rels" ? relations : undefined;
  }, inTime);
  if (hasMacros) throw new UnreadableFile("has_macros");
  const target = relation === undefined ? undefined : targets.get(relation);
  if (target === undefined) throw new UnreadableFile("not_that_kind");
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

/** Under whichever prefix the relation's id stands. */
function otherId(attributes: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(":id"))?.[1];
}

/** Strings that cells name by their number. */
class StringsReader {
  readonly strings: string[] = [];
  readonly part: PartReader;
  #text = "";
  #isText = false;
  /** Of a reading aid, which is no part of the text. */
  #isPhonetic = false;

  constructor() {
    this.part = xmlReader({
      open: (name) => {
        if (name === "si") this.#text = "";
        if (name === "rPh") this.#isPhonetic = true;
        this.#isText = name === "t" && !this.#isPhonetic;
      },
      text: (text) => {
        if (this.#isText && this.#text.length < LIMITS.cellCharacters) this.#text += text;
      },
      close: (name) => {
        this.#isText = false;
        if (name === "rPh") this.#isPhonetic = false;
        if (name !== "si") return;
        if (this.strings.length >= LIMITS.sharedStrings) throw new UnreadableFile("unpacks_too_large");
        this.strings.push(cellText(this.#text));
      },
    });
  }
}

/** A cell whose text is the shared string of that number. */
interface Shared {
  shared: number;
}

interface OpenRow {
  line: number;
  cells: (string | Shared)[];
  numbers: number[];
}

class SheetReader {
  readonly part: PartReader;
  readonly #rows: OpenRow[] = [];
  #row: OpenRow | undefined;
  #line = 0;
  #cells = 0;
  #column = 0;
  #type = "n";
  #text = "";
  #isValue = false;

  constructor() {
    this.part = xmlReader({
      open: (name, attributes) => this.#open(name, attributes),
      text: (text) => {
        if (this.#isValue && this.#text.length < LIMITS.cellCharacters) this.#text += text;
      },
      close: (name) => this.#close(name),
    });
  }

  /** Once the strings are known, which may come after the sheet. */
  table(strings: readonly string[]): Table {
    const table = new TableBuilder();
    for (const { line, cells, numbers } of this.#rows) {
      const row: TableRow = {
        line,
        cells: Array.from(cells, (cell = "") => typeof cell === "string" ? cell : strings[cell.shared] ?? ""),
      };
      table.add(numbers.length > 0 ? { ...row, numbers } : row);
    }
    return table;
  }

  #open(name: string, { r, t }: Readonly<Record<string, string>>): void {
    this.#isValue = false;
    if (name === "row") {
      this.#line = rowNumber(r) ?? this.#line + 1;
      this.#row = { line: this.#line, cells: [], numbers: [] };
      this.#column = 0;
    } else if (name === "c") {
      this.#column = columnNumber(r) ?? this.#column + 1;
      this.#type = t ?? "n";
      this.#text = "";
      if (this.#column > COLUMNS_OF_A_SHEET || ++this.#cells > LIMITS.cells) {
        throw new UnreadableFile("too_many_cells");
      }
    } else this.#isValue = name === "v" || (name === "t" && this.#type === "inlineStr");
  }

  #close(name: string): void {
    this.#isValue = false;
    if (name === "c") this.#keepCell();
    if (name !== "row" || !this.#row) return;
    if (this.#row.cells.length > 0) this.#rows.push(this.#row);
    this.#row = undefined;
    if (this.#rows.length > MOST_ROWS) throw new UnreadableFile("too_many_rows");
  }

  #keepCell(): void {
    if (!this.#row || this.#text === "") return;
    if (this.#column > LIMITS.columns) throw new UnreadableFile("too_many_columns");
    const place = this.#column - 1;
    this.#row.cells[place] = this.#type === "s" ? { shared: Number(this.#text) } : cellText(this.#text);
    if (this.#type === "n") this.#row.numbers.push(place);
  }
}

const COLUMNS_OF_A_SHEET = 16_384;
/** Rows with anything in them, blank text included. */
const MOST_ROWS = 20_000;

function rowNumber(reference: string | undefined): number | undefined {
  return reference !== undefined && /^\d{1,7}$/.test(reference) ? Number(reference) : undefined;
}

/** `AB12` → 28 */
function columnNumber(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? "")?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}
