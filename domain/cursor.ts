/**
 * Where a list goes on. A cursor holds the sort key of the last item given, so pages stay stable while rows are
 * inserted. It is opaque to callers but not secret, hence every part is checked before it reaches a statement.
 */
import { DomainError } from "./errors.ts";

/** Tells whether one part of a cursor is what the list's statement can take. */
export type CursorPart = (text: string) => boolean;

/** The longest cursor that LEXIA gives is far below this. */
const MAX_LENGTH = 1_000;

/** A sort key as an opaque base64url text. */
export function encodeCursor(parts: readonly string[]): string {
  return new TextEncoder().encode(JSON.stringify(parts)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/**
 * The parts of a cursor, as many as there are checks.
 * @throws {DomainError} `cursor_invalid` for anything that `encodeCursor` did not give for this list.
 */
export function decodeCursor<const C extends readonly CursorPart[]>(
  cursor: string,
  checks: C,
): { -readonly [K in keyof C]: string } {
  const parts = cursor.length <= MAX_LENGTH ? parse(cursor) : undefined;
  const isValid = Array.isArray(parts) && parts.length === checks.length &&
    checks.every((check, i) => typeof parts[i] === "string" && check(parts[i]));
  if (!isValid) throw new DomainError("cursor_invalid");
  // As many strings as checks: the line above proved it.
  return parts as { -readonly [K in keyof C]: string };
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** A 32-bit integer, as PostgreSQL's `integer` takes it. */
export function isInteger(text: string): boolean {
  return /^-?\d{1,10}$/.test(text) && Number(text) === (Number(text) | 0);
}

/** An instant with milliseconds, as `Date.toISOString` writes it; columns of instants have no more digits. */
export function isInstant(text: string): boolean {
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}

/** A day that exists, `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  return isInstant(`${text}T00:00:00.000Z`);
}

function parse(cursor: string): unknown {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
