/** What a form says of why it was refused. */
import type { DomainError } from "#domain/errors.ts";
import { personWords } from "#views/problems/words.ts";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import type { LexiaContext } from "../_env.ts";
import { confirmPath } from "./_confirm.ts";

/** What happened, and what to do. */
export function sentenceOf(code: string): string {
  const { title, advice } = personWords(code);
  return `${title}. ${advice}`;
}

/** The same of a refusal; says to the browser when to come back. */
export function refusalText(c: LexiaContext, { code, data: { retryAfterSeconds } }: DomainError): string {
  if (retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(Math.max(1, Math.ceil(retryAfterSeconds))));
  }
  return sentenceOf(code);
}

/** With the way to a fresh proof, where that is what lacks; `path` is where they go on. */
export function refusalWithWay({ code }: DomainError, path: string): RefusalProps {
  const text = sentenceOf(code);
  if (code !== "fresh_proof_required") return { text };
  return { text, link: { href: confirmPath(path), label: "Confirmar quién soy" } };
}

/**
 * For pages whose address holds a token: no link or request from them names it. `no-referrer` would do so too, but then
 * browsers send forms from nowhere, which `same_origin` refuses.
 */
export function hideAddress(c: LexiaContext): void {
  c.header("Referrer-Policy", "strict-origin");
}
