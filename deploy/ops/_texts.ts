/** How LEXIA's programs write lists, instants and limits. */
import type { Page } from "#domain/page.ts";

/** Rows that one question brings. */
const AT_ONCE = 200;

/** All pages of a list, one after the other. */
export async function allPages<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: AT_ONCE, cursor });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** To the second, in UTC; a dash where there is none. */
export function instant(at: Date | null): string {
  return at === null ? "-" : at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** `3/5`, or `3` where there is no limit. */
export function limitText(used: number, limit: number | null): string {
  return limit === null ? String(used) : `${used}/${limit}`;
}

/** `1.5 MB`; units count by 1,024. */
export function sizeText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
}
