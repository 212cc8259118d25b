import { encodeCursor } from "./cursor.ts";

/** Part of a list. */
export interface Page<T> {
  items: T[];
  /** What to ask the next page with; null on the last one. */
  nextCursor: string | null;
}

/**
 * The page in `rows`, which were asked for with one more than `limit`: its presence tells that there is a next one.
 * `keyOf` gives an item's sort key, for the cursor.
 */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (last: T) => string[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(keyOf(last)) : null };
}
