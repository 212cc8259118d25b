/** Texts in patterns of SQL's `like`, where `%` and `_` stand for anything. */

/** What stands for itself. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

/** A pattern for texts in which `part` stands somewhere. */
export function containing(part: string): string {
  return `%${escapeLike(part)}%`;
}
