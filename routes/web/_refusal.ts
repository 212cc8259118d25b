/** What a form says of why it was refused. */
import type { DomainError } from "#domain/errors.ts";
import { personWords } from "#views/problems/words.ts";
import type { Locale } from "#views/ui/reader.ts";
import type { RefusalProps } from "#views/ui/refusal.tsx";
import type { LexiaContext } from "../_env.ts";
import { readerOf } from "./_look.ts";
import { confirmPath } from "./_confirm.ts";

/** What happened, and what to do. */
export function sentenceOf(code: string, locale: Locale = "es"): string {
  const { title, advice } = personWords(code, locale);
  return `${title}. ${advice}`;
}

/** The same of a refusal; says to the browser when to come back. */
export function refusalText(c: LexiaContext, { code, data: { retryAfterSeconds } }: DomainError): string {
  if (retryAfterSeconds !== undefined) {
    c.header("Retry-After", String(Math.max(1, Math.ceil(retryAfterSeconds))));
  }
  return sentenceOf(code, readerOf(c).locale);
}

/** With the way to a fresh proof, where that is what lacks; `path` is where they go on. */
export function refusalWithWay({ code }: DomainError, path: string, locale: Locale = "es"): RefusalProps {
  const text = sentenceOf(code, locale);
  if (code !== "fresh_proof_required") return { text };
  const label = locale === "en" ? "Confirm who I am" : "Confirmar quién soy";
  return { text, link: { href: confirmPath(path), label } };
}

/**
 * For pages whose address holds a token: no link or request from them names it. `no-referrer` would do so too, but then
 * browsers send forms from nowhere, which `same_origin` refuses.
 */
export function hideAddress(c: LexiaContext): void {
  c.header("Referrer-Policy", "strict-origin");
}
