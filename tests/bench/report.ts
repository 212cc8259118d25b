/** What a bench says: one figure a row, with the floor it was measured beside and the goal it has, if it has one. */
import { writeLine } from "#main";

export interface BenchRow {
  row: string;
  value: number;
  unit: string;
  /** What the same machine did in the same run with nothing around it; null where there is no such thing. */
  floor: number | null;
  /** Such as "≤ 0.8"; null for a figure that is only told. */
  goal: string | null;
  /** Null where there is no goal. */
  ok: boolean | null;
}

type Measured = Pick<BenchRow, "row" | "value" | "unit"> & { floor?: number };

export function told(measured: Measured): BenchRow {
  return { floor: null, goal: null, ok: null, ...measured };
}

export function atMost(most: number, measured: Measured): BenchRow {
  return { floor: null, ...measured, goal: `≤ ${most}`, ok: measured.value <= most };
}

export function atLeast(least: number, measured: Measured): BenchRow {
  return { floor: null, ...measured, goal: `≥ ${least}`, ok: measured.value >= least };
}

/** At most so many times what the floor was in the same run. */
export function atMostTimes(times: number, measured: Measured & { floor: number }): BenchRow {
  return { ...measured, goal: `≤ ${times} × floor`, ok: measured.value <= times * measured.floor };
}

/** Writes rows as they come: a table, or with `isJson` an object a line. */
export class Report {
  readonly rows: BenchRow[] = [];

  constructor(private readonly isJson: boolean) {
    if (!isJson) writeLine(COLUMNS.map(([name, width]) => name.padEnd(width)).join(" ").trimEnd());
  }

  add(...rows: BenchRow[]): void {
    for (const row of rows) {
      this.rows.push(row);
      writeLine(this.isJson ? JSON.stringify({ ...row, value: rounded(row.value) }) : lineOf(row));
    }
  }

  /** A word to the reader; not in JSON. */
  note(text: string): void {
    if (!this.isJson) writeLine(`# ${text}`);
  }

  get missed(): BenchRow[] {
    return this.rows.filter(({ ok }) => ok === false);
  }
}

const COLUMNS: [string, number][] = [["row", 58], ["value", 12], ["unit", 18], ["floor", 10], ["goal", 14], [
  "",
  6,
]];

function lineOf({ row, value, unit, floor, goal, ok }: BenchRow): string {
  const verdict = ok === null ? "" : ok ? "ok" : "MISSED";
  const cells = [row, text(value), unit, floor === null ? "" : text(floor), goal ?? "", verdict];
  return cells.map((cell, i) => cell.padEnd(COLUMNS[i]?.[1] ?? 0)).join(" ").trimEnd();
}

function text(value: number): string {
  return String(rounded(value));
}

function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1_000 ? 5 : 3));
}
