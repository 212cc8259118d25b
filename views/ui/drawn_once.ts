/** Parts of pages that are the same for many people, such as menus: drawn once, and kept as text. */
import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

const kept = new Map<string, HtmlEscapedString>();
/** Enough for all roles, languages and places to be at, and to spare for people who may more or less than their role. */
const MOST_KEPT = 1_000;

/** What `draw` gives: the same for everybody whose page has this key, so nothing of one person may be in it. */
export function drawnOnce(key: string, draw: () => { toString(): string }): HtmlEscapedString {
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const made = raw(inOnePiece(draw().toString()));
  kept.set(key, made);
  return made;
}

/** Put together out of many, a text is gone through piece by piece each time that it is sent. */
function inOnePiece(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
