/** What lists are asked for in their address, and where their pages are. */
import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "../../_env.ts";

/** As it was typed, without what no column of text can hold. */
export function typedIn(c: LexiaContext, name: string): string {
  return (c.req.query(name) ?? "").toWellFormed().replaceAll("\0", "").trim().slice(0, 200);
}

/** Path with those fields that say something. */
export function addressOf(path: string, fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Where the beginning and the next page of a list are. */
export function pagesOf(
  c: LexiaContext,
  path: string,
  fields: Readonly<Record<string, string>>,
  nextCursor: string | null,
): { first: string | null; next: string | null } {
  return {
    first: c.req.query("cursor") === undefined ? null : addressOf(path, fields),
    next: nextCursor && addressOf(path, { ...fields, cursor: nextCursor }),
  };
}

/** The one of those that is named; undefined: none of them. */
export function oneOf<T extends string>(known: readonly T[], name: string): T | undefined {
  return known.find((one) => one === name);
}

/** An id in the path. */
export function idIn(c: LexiaContext): string {
  return c.req.param("id") ?? "";
}

/** A reason as verbs that tell it want it. @throws {DomainError} `request_invalid` */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (reason.length >= 10 && reason.length <= 500) return reason;
  const message = "Write 10 to 500 characters";
  throw new DomainError("request_invalid", { errors: [{ field: "reason", code: "length", message }] });
}
