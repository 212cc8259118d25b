/** Tables as views get them, and what a cell reads like. */
import { instantText, type Locale, word } from "./words.ts";

export type CellProps =
  | { kind: "text"; value: string }
  | { kind: "number"; value: number }
  | { kind: "day"; value: string }
  | { kind: "instant"; value: Date }
  | null;

export interface SheetProps {
  name: string;
  /** Label and value of each line above it. */
  heading?: readonly (readonly [label: string, value: CellProps])[];
  columns: readonly string[];
  rows: AsyncIterable<readonly CellProps[]>;
}

const CODE =
  /^(tipo|status|frequency|result|kind|severity|measure|yes_no|tipo_persona|place|remark):[a-z_]+$/;

/** A code as the API has it; other text as it is. */
export function codeText(text: string): string {
  return CODE.test(text) ? text.slice(text.indexOf(":") + 1) : text;
}

/** The lines above a table as they read; one without a value is left out. */
export function headingLines(sheet: SheetProps, locale: Locale): [label: string, text: string][] {
  return (sheet.heading ?? []).flatMap(([label, value]) =>
    value === null ? [] : [[word(label, locale), cellText(value, locale)]]
  );
}

/** Codes, such as `status:held`, become words. */
export function cellText(cell: CellProps, locale: Locale): string {
  if (cell === null) return "";
  switch (cell.kind) {
    case "text":
      return CODE.test(cell.value) ? word(cell.value, locale) : cell.value;
    case "instant":
      return instantText(cell.value);
    case "number":
      return String(cell.value);
    case "day":
      return cell.value;
  }
}
