/** A pattern of SQL's `like` for texts in which `part` stands somewhere. */
export function containing(part: string): string {
  return `%${part.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
