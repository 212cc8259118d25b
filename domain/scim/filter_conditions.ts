/** Filters as conditions of statements: values are always parameters, attributes come from a table. */
import { and, type AnyColumn, eq, not, or, type SQL, sql } from "drizzle-orm";
import { isUuid } from "../cursor.ts";
import { DomainError } from "../errors.ts";
import { compares, type Comparison, type Filter, type FilterValue } from "./filter.ts";

/** What an attribute is in the rows. */
export type Attribute =
  /** Compared without regard to case. */
  | { kind: "text"; column: AnyColumn }
  /** The same, kept in lower case. */
  | { kind: "lower"; column: AnyColumn }
  | { kind: "exact"; column: AnyColumn }
  | { kind: "instant"; column: AnyColumn }
  | { kind: "id"; column: AnyColumn }
  | { kind: "boolean"; condition: SQL }
  /** The same in every row. */
  | { kind: "constant"; value: string | boolean }
  /** One of several ids. */
  | { kind: "ids"; has: (id: string) => SQL; any: SQL };

/** By name, in lower case; a list's parts stand under `list.part`, and the list itself under its own name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** @throws {DomainError} `scim_filter_invalid` for what is not kept, or cannot be compared so. */
export function conditionOf(filter: Filter, attributes: Attributes, list = ""): SQL {
  switch (filter.kind) {
    case "and":
    case "or": {
      const parts = [filter.left, filter.right].map((part) => conditionOf(part, attributes, list));
      return sql`(${filter.kind === "and" ? and(...parts) : or(...parts)})`;
    }
    case "not":
      return not(conditionOf(filter.filter, attributes, list));
    case "within":
      if (list !== "") throw invalid("a list within a list");
      return conditionOf(filter.filter, attributes, `${filter.attribute}.`);
    case "present":
      return presence(find(attributes, list + filter.attribute));
    case "compare":
      return comparison(find(attributes, list + filter.attribute), filter.operator, filter.value);
  }
}

function find(attributes: Attributes, name: string): Attribute {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (!attribute) throw invalid(`"${name}" is no attribute to filter by`);
  return attribute;
}

function presence(attribute: Attribute): SQL {
  switch (attribute.kind) {
    case "boolean":
    case "constant":
      return sql`true`;
    case "ids":
      return attribute.any;
    default:
      return sql`(${attribute.column} is not null)`;
  }
}

function comparison(attribute: Attribute, operator: Comparison, value: FilterValue): SQL {
  switch (attribute.kind) {
    case "constant":
      return compares(attribute.value, operator, value) ? sql`true` : sql`false`;
    case "boolean":
      return ofBoolean(attribute.condition, operator, value);
    case "instant":
      return ofInstant(attribute.column, operator, value);
    case "id":
      return ofId((id) => eq(attribute.column, id), operator, value);
    case "ids":
      return ofId(attribute.has, operator, value);
    default:
      return ofText(attribute, operator, value);
  }
}

function ofBoolean(condition: SQL, operator: Comparison, value: FilterValue): SQL {
  const wanted = typeof value === "string" ? value.toLowerCase() === "true" : value;
  if (typeof wanted !== "boolean") throw invalid("compare it with true or false");
  if (operator !== "eq" && operator !== "ne") throw invalid("true and false are equal or not");
  return wanted === (operator === "eq") ? sql`(${condition})` : sql`(not ${condition})`;
}

const INSTANT = /^(19|2\d)\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i;

function ofInstant(column: AnyColumn, operator: Comparison, value: FilterValue): SQL {
  const at = typeof value === "string" && INSTANT.test(value) ? new Date(value) : undefined;
  if (!at || Number.isNaN(at.getTime())) {
    throw invalid("compare it with an instant such as 2026-11-26T00:00:00Z");
  }
  const sign = SIGNS[operator];
  if (!sign) throw invalid("instants are before or after each other");
  return sql`(${column} ${sign} ${at.toISOString()}::timestamptz)`;
}

function ofId(is: (id: string) => SQL, operator: Comparison, value: FilterValue): SQL {
  if (operator !== "eq" && operator !== "ne") throw invalid("ids are equal or not");
  const id = typeof value === "string" ? value.toLowerCase() : "";
  const condition = isUuid(id) ? is(id) : sql`false`;
  return operator === "eq" ? condition : not(condition);
}

type TextAttribute = Extract<Attribute, { kind: "text" | "lower" | "exact" }>;

/** A column without a value is equal to null alone. */
function ofText({ kind, column }: TextAttribute, operator: Comparison, value: FilterValue): SQL {
  if (value === null && (operator === "eq" || operator === "ne")) {
    return operator === "eq" ? sql`(${column} is null)` : sql`(${column} is not null)`;
  }
  if (typeof value !== "string") throw invalid("compare it with a text");
  const own = kind === "text" ? sql`lower(${column})` : sql`${column}`;
  const other = kind === "exact" ? sql`${value}::text` : sql`lower(${value}::text)`;
  if (operator === "ne") return sql`(${own} is distinct from ${other})`;
  return sql`coalesce(${textTest(operator, own, other)}, false)`;
}

function textTest(operator: Exclude<Comparison, "ne">, own: SQL, other: SQL): SQL {
  switch (operator) {
    case "co":
      return sql`position(${other} in ${own}) > 0`;
    case "sw":
      return sql`starts_with(${own}, ${other})`;
    case "ew":
      return sql`right(${own}, char_length(${other})) = ${other}`;
    default:
      return sql`${own} ${SIGNS[operator]} ${other}`;
  }
}

const SIGNS: Readonly<Partial<Record<Comparison, SQL>>> = {
  eq: sql`=`,
  ne: sql`<>`,
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
};

function invalid(why: string): DomainError {
  return new DomainError("scim_filter_invalid", { detail: `Cannot use the filter: ${why.slice(0, 200)}` });
}
