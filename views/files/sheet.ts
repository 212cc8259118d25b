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
  columns: readonly string[];
  rows: AsyncIterable<readonly CellProps[]>;
}

const CODE = /^(status|frequency|result|kind|severity|measure|yes_no):[a-z_]+$/;

/** A code as the API has it; other text as it is. */
export function codeText(text: string): string {
  return CODE.test(text) ? text.slice(text.indexOf(":") + 1) : text;
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
