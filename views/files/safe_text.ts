/**
 * Text that a spreadsheet takes for text. Programs that open a table run what begins like a formula (OWASP ASVS 5.0,
 * 1.2.10), blanks before it or its full-width twins notwithstanding: such text gets an apostrophe in front.
 */
export function safeText(text: string): string {
  const shown = text.replace(UNSHOWN, (character) => KEPT.has(character) ? character : "");
  return FORMULA.test(shown) ? `'${shown}` : shown;
}

/** What neither XML nor people can read: controls but tab and line ends, halves of pairs. */
const UNSHOWN = /[\p{Cc}\ufffe\uffff]|\p{Cs}/gu;
const KEPT = new Set(["\t", "\n", "\r"]);

const FORMULA = /^(?:[\t\r\n]|[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/;
