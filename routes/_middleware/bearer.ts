import { DomainError } from "#domain/errors.ts";
import type { LexiaContext } from "../_env.ts";

/** What stands behind `Bearer`; undefined where something else does. */
export function bearerIn(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? "")?.[1];
}

/**
 * The same of a request that may come without.
 * @throws {DomainError} `token_invalid` for another scheme.
 */
export function bearerOf(c: LexiaContext): string | undefined {
  const header = c.req.header("authorization");
  const token = bearerIn(header);
  if (header !== undefined && token === undefined) throw new DomainError("token_invalid");
  return token;
}
