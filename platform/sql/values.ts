/** Values in PostgreSQL's text format, both ways. */

/** A parameter as text; null stays null. @throws {TypeError} for what has no text form, such as a function. */
export function encodeValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `\\x${value.toHex()}`;
  if (Array.isArray(value)) return `{${value.map(encodeElement).join(",")}}`;
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return JSON.stringify(value);
    default:
      throw new TypeError(`Cannot send a ${typeof value} to PostgreSQL`);
  }
}

function encodeElement(element: unknown): string {
  if (Array.isArray(element)) return `{${element.map(encodeElement).join(",")}}`;
  const text = encodeValue(element);
  return text === null ? "NULL" : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

type Decode = (text: string) => unknown;

function isTrue(text: string): boolean {
  return text === "t";
}

function bytes(text: string): Uint8Array {
  return Uint8Array.fromHex(text.slice(2));
}

function same(text: string): string {
  return text;
}

// By type number, as pg_type lists them. Every type that is not here stays text: int8 and numeric would lose digits
// as numbers, dates and timestamps their precision and their zone.
const SCALARS = new Map<number, Decode>([
  [16, isTrue],
  [17, bytes],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [114, JSON.parse],
  [3802, JSON.parse],
]);

const ARRAYS = new Map<number, Decode>([
  [1000, isTrue],
  [1005, Number],
  [1007, Number],
  [1021, Number],
  [1022, Number],
  [199, JSON.parse],
  [3807, JSON.parse],
  [1002, same],
  [1009, same],
  [1015, same],
  [1016, same],
  [1231, same],
  [2951, same],
]);

/** How a column of that type is read. Arrays of dates and timestamps stay text as their elements do. */
export function decoderOf(typeId: number): Decode {
  const element = ARRAYS.get(typeId);
  return element ? (text) => decodeArray(text, element) : SCALARS.get(typeId) ?? same;
}

/** Reads an array literal such as `{1,NULL,"a \"b\""}`; nested arrays too. */
function decodeArray(literal: string, decode: Decode): unknown[] {
  // A literal whose bounds do not begin at 1 says so before the braces.
  const token = /"((?:[^"\\]|\\.)*)"|([{},])|([^{},"]+)/gs;
  const start = literal.indexOf("{");
  const root: unknown[] = [];
  const open: unknown[][] = [root];
  for (const [, quoted, mark, bare] of literal.slice(start).matchAll(token)) {
    const current = open[open.length - 1] ?? root;
    if (mark === "{") {
      const inner: unknown[] = [];
      current.push(inner);
      open.push(inner);
    } else if (mark === "}") open.pop();
    else if (quoted !== undefined) current.push(decode(quoted.replace(/\\(.)/gs, "$1")));
    else if (bare !== undefined) current.push(bare === "NULL" ? null : decode(bare));
  }
  const [array] = root;
  return Array.isArray(array) ? array : [];
}
