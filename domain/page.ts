/** Part of a list. */
export interface Page<T> {
  items: T[];
  /** What to ask the next page with; null on the last one. */
  nextCursor: string | null;
}
