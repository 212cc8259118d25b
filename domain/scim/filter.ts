/** Filters as RFC 7644 (section 3.4.2.2, figure 1) writes them, read into a tree of bounded size. */
import { DomainError } from "../errors.ts";

export type Comparison = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";
export type FilterValue = string | number | boolean | null;

export type Filter =
  | { kind: "and" | "or"; left: Filter; right: Filter }
  | { kind: "not"; filter: Filter }
  | { kind: "present"; attribute: string }
  | { kind: "compare"; attribute: string; operator: Comparison; value: FilterValue }
  /** `emails[type eq "work"]`: one of the values is such. */
  | { kind: "within"; attribute: string; filter: Filter };

const COMPARISONS: readonly string[] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
const MAX_LENGTH = 1_000;
const MAX_DEPTH = 10;
const MAX_TERMS = 30;

const URN =
  /^urn:ietf:params:scim:schemas:(?:core:2\.0:(?:user|group)|extension:enterprise:2\.0:user):(?=[a-z])/i;

/** An attribute's name as this folder compares it: lower case, without its schema. */
export function attributeName(text: string): string {
  return text.replace(URN, "").toLowerCase();
}

/** @throws {DomainError} `scim_filter_invalid` */
export function parseFilter(text: string): Filter {
  if (text.length > MAX_LENGTH) throw invalid(`longer than ${MAX_LENGTH} characters`);
  const parser = new Parser(tokensOf(text));
  const filter = parser.parseOr(0);
  parser.end();
  return filter;
}

interface Token {
  kind: "(" | ")" | "[" | "]" | "text" | "word" | "sub";
  text: string;
}

const TOKEN = /\s+|([()[\]])|"(?:[^"\\]|\\.)*"|\.[A-Za-z][\w-]*|[^\s()[\]"]+/gy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text)?.[0];
    if (found === undefined) throw invalid("a text does not end");
    if (/^\s/.test(found)) continue;
    tokens.push({ kind: kindOf(found), text: found });
  }
  return tokens;
}

function kindOf(text: string): Token["kind"] {
  if (text === "(" || text === ")" || text === "[" || text === "]") return text;
  if (text.startsWith('"')) return "text";
  return text.startsWith(".") ? "sub" : "word";
}

class Parser {
  #at = 0;
  #terms = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parseOr(depth: number): Filter {
    let left = this.#parseAnd(depth);
    while (this.#takeWord("or")) left = { kind: "or", left, right: this.#parseAnd(depth) };
    return left;
  }

  end(): void {
    if (this.#at < this.tokens.length) throw invalid(`what stands behind its end: ${this.#peek()?.text}`);
  }

  #parseAnd(depth: number): Filter {
    let left = this.#parseTerm(depth);
    while (this.#takeWord("and")) left = { kind: "and", left, right: this.#parseTerm(depth) };
    return left;
  }

  #parseTerm(depth: number): Filter {
    if (depth >= MAX_DEPTH) throw invalid(`more than ${MAX_DEPTH} brackets deep`);
    if (++this.#terms > MAX_TERMS) throw invalid(`more than ${MAX_TERMS} terms`);
    if (this.#takeWord("not")) {
      this.#expect("(");
      return { kind: "not", filter: this.#closed(depth, ")") };
    }
    if (this.#take("(")) return this.#closed(depth, ")");
    const attribute = this.#parseAttribute();
    return this.#take("[") ? this.#parseWithin(attribute, depth) : this.#parseComparison(attribute);
  }

  /** Behind `attribute[`. */
  #parseWithin(attribute: string, depth: number): Filter {
    const filter = this.#closed(depth, "]");
    const sub = this.#take("sub");
    if (!sub) return { kind: "within", attribute, filter };
    const right = this.#parseComparison(sub.text.slice(1).toLowerCase());
    return { kind: "within", attribute, filter: { kind: "and", left: filter, right } };
  }

  #closed(depth: number, bracket: ")" | "]"): Filter {
    const filter = this.parseOr(depth + 1);
    this.#expect(bracket);
    return filter;
  }

  #parseAttribute(): string {
    const name = attributeName(this.#expect("word").text);
    if (!/^[a-z$][\w$-]*(\.[a-z$][\w$-]*)?$/.test(name)) throw invalid(`"${name}" is no attribute`);
    return name;
  }

  #parseComparison(attribute: string): Filter {
    const operator = this.#expect("word").text.toLowerCase();
    if (operator === "pr") return { kind: "present", attribute };
    if (!isComparison(operator)) throw invalid(`"${operator}" is no operator`);
    return { kind: "compare", attribute, operator, value: this.#parseValue() };
  }

  #parseValue(): FilterValue {
    const token = this.#peek();
    if (token?.kind !== "text" && token?.kind !== "word") throw invalid("a value is missing");
    this.#at++;
    const value = jsonOf(token.text);
    if (typeof value === "object" && value !== null) throw invalid("a value is neither text nor number");
    if (typeof value === "string" && (!value.isWellFormed() || value.includes("\0"))) {
      throw invalid("a value holds characters that no attribute can hold");
    }
    return value;
  }

  #peek(): Token | undefined {
    return this.tokens[this.#at];
  }

  #take(kind: Token["kind"]): Token | undefined {
    const token = this.#peek();
    if (token?.kind !== kind) return undefined;
    this.#at++;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token?.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #expect(kind: Token["kind"]): Token {
    const token = this.#take(kind);
    if (!token) throw invalid(`expected ${kind}, got ${this.#peek()?.text ?? "its end"}`);
    return token;
  }
}

function isComparison(text: string): text is Comparison {
  return COMPARISONS.includes(text);
}

/** `True` and the like are what some directories send. */
function jsonOf(text: string): FilterValue {
  try {
    return JSON.parse(/^(true|false|null)$/i.test(text) ? text.toLowerCase() : text);
  } catch {
    throw invalid(`cannot read the value ${text}`);
  }
}

function invalid(why: string): DomainError {
  return new DomainError("scim_filter_invalid", { detail: `Cannot read the filter: ${why.slice(0, 200)}` });
}

/** Whether one value of a list, such as `{type: "work", value: "…"}`, is what the filter asks for. */
export function matchesElement(filter: Filter, element: Readonly<Record<string, string | boolean>>): boolean {
  switch (filter.kind) {
    case "and":
      return matchesElement(filter.left, element) && matchesElement(filter.right, element);
    case "or":
      return matchesElement(filter.left, element) || matchesElement(filter.right, element);
    case "not":
      return !matchesElement(filter.filter, element);
    case "present":
      return element[filter.attribute] !== undefined;
    case "compare":
      return compares(element[filter.attribute], filter.operator, filter.value);
    case "within":
      return false;
  }
}

/** Texts without regard to case, as all that LEXIA keeps of such lists is. */
export function compares(own: FilterValue | undefined, operator: Comparison, value: FilterValue): boolean {
  const [left, right] = [own, value].map((side) => typeof side === "string" ? side.toLowerCase() : side);
  if (operator === "eq") return left === right;
  if (operator === "ne") return left !== right;
  if (typeof left !== "string" || typeof right !== "string") return false;
  switch (operator) {
    case "co":
      return left.includes(right);
    case "sw":
      return left.startsWith(right);
    case "ew":
      return left.endsWith(right);
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
    case "lt":
      return left < right;
    case "le":
      return left <= right;
  }
}
