/** How words are compared: folded to lower case without accents, on both sides. */
import { type SQL, sql } from "drizzle-orm";
import { foldText } from "../fold_text.ts";

/** What `foldText` makes, made by the database. They agree on all that is written in Latin letters. */
export function foldedText(text: SQL): SQL {
  const plain = sql`regexp_replace(normalize(${text}, NFD), '[\\u0300-\\u036f]', '', 'g')`;
  return sql`trim(regexp_replace(lower(${plain}), '\\s+', ' ', 'g'))`;
}

/** Folded, with a space instead of whatever is neither letter nor digit: what rules hold words against. */
export function plainWords(text: string): string {
  return foldText(text).replace(/[^a-z0-9]+/g, " ").trim();
}

/** The same of a text that is folded already, between two spaces. */
export function paddedWords(folded: SQL): SQL {
  return sql`(' ' || trim(regexp_replace(${folded}, '[^a-z0-9]+', ' ', 'g')) || ' ')`;
}
