/**
 * Statements that are written with drizzle and built once: their text, the order of their values, and how each column
 * of a row is read. What is asked at every request costs its values and its rows then, and no building.
 */
import { Column, is, Param, Placeholder, SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pg-proxy";
import type { SqlResult, SqlStatement } from "./driver.ts";
import type { Db } from "./tenant_db.ts";

/** A statement with its values, and how its rows are read. */
export interface Query<Row> {
  readonly statement: SqlStatement;
  read(result: SqlResult): Row[];
  /** What is to be announced of those rows once they are committed: see `announce`. */
  announces?(rows: readonly Row[]): readonly unknown[];
}

/** What drizzle's builders have in common: their rows, and the way to prepare them. */
interface Buildable<Row> extends PromiseLike<Row[]> {
  prepare(name: string): unknown;
}

/** By name. A statement without a value that it names throws. */
export type Values = Readonly<Record<string, unknown>>;

/** The rows that one of a batch's queries has got. */
export function rowsOf<Row>(
  query: Query<Row>,
  queries: readonly Query<unknown>[],
  rows: readonly unknown[][],
): Row[] {
  const own = rows[queries.indexOf(query)];
  if (!own) throw new Error("The query is not one of the batch");
  // It has read them itself.
  return own as Row[];
}

type SlotFor = (name: string) => Placeholder;

/**
 * Prepares the statement that `build` writes, when it is first used; `slot(name)` stands where a value of each use
 * goes. Columns encode and decode as drizzle does; columns of an outer join are not put to null together.
 */
export function prepare<Row>(
  build: (db: Db, slot: SlotFor) => Buildable<Row>,
): (values: Values) => Query<Row> {
  let prepared: Prepared<Row> | undefined;
  return (values) => {
    // drizzle keeps these beside the statement, and its own `execute` reads them.
    prepared ??= new Prepared(build(BUILDER, sql.placeholder).prepare("lexia") as DrizzlePrepared);
    return prepared.with(values);
  };
}

/**
 * The same for a statement that drizzle has no builder for. `fields` are the columns of its rows, in order; each reads
 * as the column or expression that stands there.
 */
export function prepareSql<Row>(
  build: (slot: SlotFor) => SQL,
  fields: { readonly [K in keyof Row & string]: Column | SQL },
): (values: Values) => Query<Row> {
  let prepared: Prepared<Row> | undefined;
  return (values) => {
    if (!prepared) {
      const { sql: queryString, params } = new PgDialect().sqlToQuery(build(sql.placeholder));
      const ordered = Object.entries(fields).map(([name, field]) => ({ path: [name], field }));
      prepared = new Prepared({ queryString, params, fields: ordered });
    }
    return prepared.with(values);
  };
}

/** Builds, and runs nothing. */
const BUILDER = drizzle(() => Promise.reject(new Error("A prepared statement runs through a handle")));

type Slot = { name: string; encode?: (value: unknown) => unknown } | { value: unknown };

interface Field {
  path: string[];
  decode: ((value: unknown) => unknown) | undefined;
}

class Prepared<Row> {
  readonly #text: string;
  readonly #slots: Slot[];
  readonly #fields: Field[];

  constructor({ queryString, params, fields = [] }: DrizzlePrepared) {
    this.#text = queryString;
    this.#slots = params.map(slotOf);
    this.#fields = fields.map(({ path, field }) => ({ path, decode: decoderOf(field) }));
  }

  with(values: Values): Query<Row> {
    const bound = this.#slots.map((slot) => "value" in slot ? slot.value : valueOf(slot, values));
    return {
      statement: { text: this.#text, values: bound },
      // The fields are those of `Row`: drizzle has made both from the same selection.
      read: ({ rows }) => rows.map((row) => this.#read(row)) as Row[],
    };
  }

  #read(row: readonly unknown[]): Record<string, unknown> {
    const answer: Record<string, unknown> = {};
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i];
      if (!field) continue;
      const raw = row[i];
      const value = raw === null || field.decode === undefined ? raw : field.decode(raw);
      put(answer, field.path, value);
    }
    return answer;
  }
}

interface DrizzlePrepared {
  queryString: string;
  params: unknown[];
  fields?: { path: string[]; field: unknown }[];
}

function slotOf(parameter: unknown): Slot {
  if (is(parameter, Placeholder)) return { name: String(parameter.name) };
  if (!is(parameter, Param) || !is(parameter.value, Placeholder)) return { value: parameter };
  const { value: { name }, encoder } = parameter;
  return { name: String(name), encode: (value) => encoder.mapToDriverValue(value) };
}

function valueOf({ name, encode }: Extract<Slot, { name: string }>, values: Values): unknown {
  if (!Object.hasOwn(values, name)) throw new TypeError(`A prepared statement needs a value for "${name}"`);
  const value = values[name];
  return value === null || encode === undefined ? value : encode(value);
}

function decoderOf(field: unknown): Field["decode"] {
  if (is(field, Column)) {
    const isSame = field.mapFromDriverValue === Column.prototype.mapFromDriverValue;
    return isSame ? undefined : (value) => field.mapFromDriverValue(value);
  }
  const expression = is(field, SQL.Aliased) ? field.sql : field;
  if (!is(expression, SQL) || !hasDecoder(expression)) {
    throw new TypeError("A prepared statement selects columns and expressions");
  }
  // That of an expression which was given none hands values on as they are.
  const { decoder } = expression;
  return (value) => decoder.mapFromDriverValue(value);
}

/** drizzle's own mapping of rows reads it as well. */
function hasDecoder(
  expression: object,
): expression is { decoder: { mapFromDriverValue(value: unknown): unknown } } {
  return "decoder" in expression;
}

/** Two steps deep at most: a table's columns under its name. */
function put(answer: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = "", second] = path;
  if (second === undefined) {
    answer[first] = value;
    return;
  }
  const inner = (answer[first] ??= {}) as Record<string, unknown>;
  inner[second] = value;
}
