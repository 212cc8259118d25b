/** Row by row: what becomes a solicitud, and why the rest does not. Nothing is repaired or guessed. */
import { foldText } from "../fold_text.ts";
import { parseRadicado, type Radicado, radicadoProblem } from "../radicado.ts";
import type { Frequency } from "../solicitudes/solicitud.ts";
import { LIMITS, type TableRow, UnreadableFile } from "./reading/table.ts";
import type { BulkMapping } from "./upload.ts";

export const ROW_PROBLEMS = [
  "radicado_missing",
  "radicado_as_number",
  "radicado_short",
  "radicado_length",
  "radicado_characters",
  "radicado_year",
  "frequency_unknown",
  "duplicate_in_file",
  "already_followed",
] as const;
export type RowProblemCode = typeof ROW_PROBLEMS[number];

export interface GoodRow {
  /** Its place among all rows of the file, from 1. */
  ordinal: number;
  line: number;
  radicado: Radicado;
  alias: string | null;
  /** Null: the upload's own. */
  frequency: Frequency | null;
}

export interface BadRow {
  ordinal: number;
  line: number;
  code: RowProblemCode;
  value: string;
  found: string | null;
}

export interface Judged {
  total: number;
  good: GoodRow[];
  bad: BadRow[];
}

const FREQUENCY_WORDS: Readonly<Record<string, Frequency>> = {
  "una vez": "once",
  unica: "once",
  unico: "once",
  once: "once",
  diaria: "daily",
  diario: "daily",
  daily: "daily",
  semanal: "weekly",
  weekly: "weekly",
  mensual: "monthly",
  monthly: "monthly",
  dinamica: "dynamic",
  dinamico: "dynamic",
  dynamic: "dynamic",
};

const ALIAS_CHARACTERS = 200;
const VALUE_CHARACTERS = 100;

/** @throws {UnreadableFile} where there are more rows than are taken at once, or none. */
export function judgeRows(rows: readonly TableRow[], mapping: BulkMapping, now: number): Judged {
  const data = rows.filter(({ line }) => mapping.header_row === 0 || line > mapping.header_row);
  if (data.length === 0) throw new UnreadableFile("has_no_rows");
  if (data.length > LIMITS.rows) throw new UnreadableFile("too_many_rows");
  const firstLines = new Map<string, number>();
  const judged: Judged = { total: data.length, good: [], bad: [] };
  for (const [at, row] of data.entries()) {
    const one = judge(row, mapping, { ordinal: at + 1, now });
    if ("code" in one) {
      judged.bad.push(one);
      continue;
    }
    const first = firstLines.get(one.radicado);
    if (first === undefined) {
      firstLines.set(one.radicado, row.line);
      judged.good.push(one);
    } else judged.bad.push(bad(row, one.ordinal, "duplicate_in_file", one.radicado, String(first)));
  }
  return judged;
}

function judge(
  row: TableRow,
  mapping: BulkMapping,
  { ordinal, now }: { ordinal: number; now: number },
): GoodRow | BadRow {
  const at = (column: number | null) => column === null ? "" : (row.cells[column - 1] ?? "").trim();
  const text = at(mapping.radicado);
  if (text === "") return bad(row, ordinal, "radicado_missing", text, null);
  if (isNumberLike(text, row.numbers?.includes(mapping.radicado - 1))) {
    return bad(row, ordinal, "radicado_as_number", text, null);
  }
  const problem = radicadoProblem(text, now);
  if (problem) {
    if (isShort(text)) return bad(row, ordinal, "radicado_short", text, problem.found);
    return bad(row, ordinal, `radicado_${problem.kind}`, text, problem.found);
  }
  const word = at(mapping.frequency);
  const frequency = word === "" ? null : FREQUENCY_WORDS[foldText(word)];
  if (frequency === undefined) return bad(row, ordinal, "frequency_unknown", word, null);
  const alias = [at(mapping.alias), at(mapping.notes)].filter(Boolean).join(" · ");
  return {
    ordinal,
    line: row.line,
    radicado: parseRadicado(text, now),
    alias: alias.slice(0, ALIAS_CHARACTERS).toWellFormed() || null,
    frequency,
  };
}

function bad(
  { line }: TableRow,
  ordinal: number,
  code: RowProblemCode,
  value: string,
  found: string | null,
): BadRow {
  return { ordinal, line, code, value: value.slice(0, VALUE_CHARACTERS).toWellFormed(), found };
}

/**
 * What a spreadsheet has made a number of: of its 23 digits 15 are left. It shows as an exponent, or as zeros from the
 * sixteenth digit on, which no radicado has, since its last digits but two count from 1.
 */
export function isNumberLike(text: string, isTypedAsNumber = false): boolean {
  if (isTypedAsNumber) return true;
  if (/^\d([.,]\d*)?e\+?\d+$/i.test(text)) return true;
  return /^\d{15}0{8}$/.test(text);
}

/** Without the resource's two digits, or by year and number alone. */
function isShort(text: string): boolean {
  return text.replace(/[\s.\p{Pd}\u2212]/gu, "").length === 21 ||
    /^(19|20)\d\d\s*[\s.\p{Pd}]\s*\d{4,5}([\s.\p{Pd}]+\d{2})?$/u.test(text);
}
