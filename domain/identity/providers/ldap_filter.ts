/**
 * Filters of directories as administrators write them (RFC 4515), with places for what is known only later. They are
 * read once; what comes into the places is a value, so whatever somebody types can never become part of the filter.
 */
import type { DirectoryFilter } from "../../ports.ts";

/** A text with places: what stands in `{login}`, `{dn}`. */
type Place = { place: "login" | "dn" };
type Text = readonly (string | Place)[];

export type FilterTemplate =
  | { all: readonly FilterTemplate[] }
  | { any: readonly FilterTemplate[] }
  | { not: FilterTemplate }
  | { attribute: string; is: Text }
  | { attribute: string; isPresent: true }
  | { attribute: string; begins: Text; contains: readonly Text[]; ends: Text }
  | { attribute: string; order: "at_least" | "at_most"; than: Text }
  | { attribute: string; rule: string; matches: Text };

/** Active Directory's `LDAP_MATCHING_RULE_IN_CHAIN`: member of a group, or of a group within it. */
export const IN_CHAIN = "1.2.840.113556.1.4.1941";

const MOST_DEPTH = 20;

/** @throws {Error} with a sentence on what cannot be read. */
export function parseFilter(text: string): FilterTemplate {
  const reader = new Reader(text.trim());
  const filter = reader.filter(0);
  if (!reader.isAtEnd) throw reader.fault("expected nothing behind the last bracket");
  return filter;
}

/** Whether the text has such a place. */
export function hasPlace(template: FilterTemplate, place: Place["place"]): boolean {
  return textsOf(template).flat().some((part) => typeof part !== "string" && part.place === place);
}

/** The filter with those values in its places. */
export function fillFilter(template: FilterTemplate, values: { login: string; dn: string }): DirectoryFilter {
  const fill = (text: Text) =>
    text.map((part) => typeof part === "string" ? part : values[part.place]).join("");
  if ("all" in template) return { all: template.all.map((part) => fillFilter(part, values)) };
  if ("any" in template) return { any: template.any.map((part) => fillFilter(part, values)) };
  if ("not" in template) return { not: fillFilter(template.not, values) };
  const { attribute } = template;
  if ("is" in template) return { attribute, is: fill(template.is) };
  if ("than" in template) return { attribute, order: template.order, than: fill(template.than) };
  if ("matches" in template) return { attribute, rule: template.rule, matches: fill(template.matches) };
  if ("begins" in template) {
    const contains = template.contains.map(fill);
    return { attribute, begins: fill(template.begins), contains, ends: fill(template.ends) };
  }
  return template;
}

/** The filter that finds everybody whom it could find: a place stands for any value. */
export function openFilter(template: FilterTemplate): FilterTemplate {
  if ("all" in template) return { all: template.all.map(openFilter) };
  if ("any" in template) return { any: template.any.map(openFilter) };
  if ("not" in template) return { not: openFilter(template.not) };
  const hasPlaces = textsOf(template).flat().some((part) => typeof part !== "string");
  return hasPlaces ? { attribute: template.attribute, isPresent: true } : template;
}

/** The same filter, looking for the person's groups also within other groups (Active Directory). */
export function nestedFilter(template: FilterTemplate): FilterTemplate {
  if ("all" in template) return { all: template.all.map(nestedFilter) };
  if ("any" in template) return { any: template.any.map(nestedFilter) };
  if ("not" in template) return { not: nestedFilter(template.not) };
  if (!("is" in template) || !hasPlace(template, "dn")) return template;
  return { attribute: template.attribute, rule: IN_CHAIN, matches: template.is };
}

function textsOf(template: FilterTemplate): readonly Text[] {
  if ("all" in template) return template.all.flatMap(textsOf);
  if ("any" in template) return template.any.flatMap(textsOf);
  if ("not" in template) return textsOf(template.not);
  if ("is" in template) return [template.is];
  if ("than" in template) return [template.than];
  if ("matches" in template) return [template.matches];
  if ("begins" in template) return [template.begins, ...template.contains, template.ends];
  return [];
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.#at === this.text.length;
  }

  fault(what: string): Error {
    return new Error(`Cannot read the filter at character ${this.#at + 1}: ${what}`);
  }

  filter(depth: number): FilterTemplate {
    if (depth > MOST_DEPTH) throw this.fault("expected fewer brackets within brackets");
    this.#take("(");
    const kind = this.text[this.#at];
    const filter = kind === "&"
      ? { all: this.#parts(depth) }
      : kind === "|"
      ? { any: this.#parts(depth) }
      : kind === "!"
      ? { not: this.#part(depth) }
      : this.#item();
    this.#take(")");
    return filter;
  }

  #part(depth: number): FilterTemplate {
    this.#at++;
    return this.filter(depth + 1);
  }

  #parts(depth: number): FilterTemplate[] {
    const parts = [this.#part(depth)];
    while (this.text[this.#at] === "(") parts.push(this.filter(depth + 1));
    return parts;
  }

  #item(): FilterTemplate {
    const head = /^([A-Za-z][A-Za-z0-9-]*)(?::([0-9]+(?:\.[0-9]+)+):)?(=|>=|<=)/.exec(
      this.text.slice(this.#at, this.#at + 300),
    );
    const [all = "", attribute, rule, sign] = head ?? [];
    if (attribute === undefined) throw this.fault("expected an attribute such as uid, then =, >= or <=");
    this.#at += all.length;
    const texts = this.#value();
    const [first = [], ...rest] = texts;
    if (rest.length === 0) {
      if (first.length === 0) throw this.fault("expected a value");
      if (rule !== undefined) return { attribute, rule, matches: first };
      if (sign !== "=") return { attribute, order: sign === ">=" ? "at_least" : "at_most", than: first };
      return { attribute, is: first };
    }
    if (rule !== undefined || sign !== "=") throw this.fault("expected no * after this sign");
    if (texts.every((text) => text.length === 0)) return { attribute, isPresent: true };
    const contains = rest.slice(0, -1).filter((text) => text.length > 0);
    return { attribute, begins: first, contains, ends: rest.at(-1) ?? [] };
  }

  /** The texts between the stars, up to the closing bracket. */
  #value(): Text[] {
    const texts: (string | Place)[][] = [[]];
    while (!this.isAtEnd && this.text[this.#at] !== ")") {
      if (this.text[this.#at] === "*") {
        this.#at++;
        texts.push([]);
      } else texts.at(-1)?.push(this.#piece());
    }
    return texts;
  }

  #piece(): string | Place {
    const rest = this.text.slice(this.#at);
    const place = /^\{(login|dn)\}/.exec(rest)?.[1];
    if (place === "login" || place === "dn") {
      this.#at += place.length + 2;
      return { place };
    }
    const escaped = /^(?:\\[0-9a-fA-F]{2})+/.exec(rest)?.[0];
    if (escaped !== undefined) {
      this.#at += escaped.length;
      return this.#decode(escaped);
    }
    const plain = /^[^\\*(){}\0]+/.exec(rest)?.[0];
    if (plain === undefined) throw this.fault("write \\28 \\29 \\2a \\5c \\7b \\7d for ( ) * \\ { }");
    this.#at += plain.length;
    return plain;
  }

  #decode(escaped: string): string {
    try {
      const bytes = Uint8Array.fromHex(escaped.replaceAll("\\", ""));
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw this.fault("expected escapes that are UTF-8 text");
    }
  }

  #take(wanted: "(" | ")"): void {
    if (this.text[this.#at] !== wanted) throw this.fault(`expected ${wanted}`);
    this.#at++;
  }
}
