/** What a form says of why it was refused. */
import type { DomainError } from "#domain/errors.ts";
import { personWords } from "#views/problems/words.ts";
import type { LexiaContext } from "../_env.ts";

/** One sentence for the person; says to the browser when to come back. */
export function refusalText(c: LexiaContext, error: DomainError): string {
  const { title, advice } = personWords(error.code);
  const { retryAfterSeconds } = error.data;
  if (retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(Math.max(1, Math.ceil(retryAfterSeconds))));
  }
  return `${title}. ${advice}`;
}

/**
 * For pages whose address holds a token: no link or request from them names it. `no-referrer` would do so too, but then
 * browsers send forms from nowhere, which `same_origin` refuses.
 */
export function hideAddress(c: LexiaContext): void {
  c.header("Referrer-Policy", "strict-origin");
}
