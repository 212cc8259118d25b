/** Many rows as one value: a statement over them keeps its text, whatever their number. */
import { type Column, type Placeholder, type SQL, sql } from "drizzle-orm";

/** The columns of a record, by the names that rows give them. */
export type RecordColumns = Readonly<Record<string, Column>>;

/** `json_to_recordset` of a slot that gets what `recordsOf` makes, as `record`. */
export function recordset(slot: Placeholder, columns: RecordColumns): SQL {
  const types = Object.values(columns).map((column) =>
    sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`
  );
  return sql`json_to_recordset(${slot}::json) as record(${sql.join(types, sql`, `)})`;
}

/** The rows as JSON, under the columns' own names. */
export function recordsOf<C extends RecordColumns>(
  columns: C,
  rows: readonly Readonly<Record<keyof C, unknown>>[],
): string {
  const names = Object.entries(columns).map(([key, column]) => [key, column.name] as const);
  const records = rows.map((row) => Object.fromEntries(names.map(([key, name]) => [name, row[key]])));
  // JSON has no integers of 64 bits that everybody reads right; PostgreSQL reads them from text as well.
  return JSON.stringify(records, (_key, value: unknown) => typeof value === "bigint" ? String(value) : value);
}

/** Their names, of a table or a record where one is given. */
export function columnList(columns: RecordColumns, of?: string): SQL {
  const prefix = of === undefined ? sql`` : sql`${sql.identifier(of)}.`;
  return sql.join(namesOf(columns).map((name) => sql`${prefix}${name}`), sql`, `);
}

/** For an UPDATE: what `value` says for each column. */
export function assignments(columns: RecordColumns, value: (column: SQL) => SQL): SQL {
  return sql.join(namesOf(columns).map((name) => sql`${name} = ${value(sql`${name}`)}`), sql`, `);
}

function namesOf(columns: RecordColumns) {
  return Object.values(columns).map(({ name }) => sql.identifier(name));
}
