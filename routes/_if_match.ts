import { z } from "@hono/zod-openapi";
import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "./_env.ts";

export const IfMatchHeader = z.object({
  "if-match": z.string().max(100).optional().meta({
    description: "The ETag that you last saw: refuses the change where somebody else was faster",
    example: '"3"',
  }),
});

/**
 * The version that the caller's `If-Match` names; undefined where it names none or any.
 * @throws {DomainError} `version_conflict` for a tag that LEXIA never gave.
 */
export function expectedVersion(c: LexiaContext): number | undefined {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "*") return undefined;
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (version === undefined) throw new DomainError("version_conflict");
  return Number(version);
}

/** The ETag of what changes its instant with every update. */
export function etagOfInstant(updatedAt: Date): string {
  return `"${updatedAt.getTime()}"`;
}

/**
 * The instant that the caller's `If-Match` names; undefined where it names none or any.
 * @throws {DomainError} `version_conflict` for a tag that LEXIA never gave.
 */
export function expectedInstant(c: LexiaContext): Date | undefined {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "*") return undefined;
  const milliseconds = /^"(\d{1,14})"$/.exec(header)?.[1];
  if (milliseconds === undefined) throw new DomainError("version_conflict");
  return new Date(Number(milliseconds));
}
