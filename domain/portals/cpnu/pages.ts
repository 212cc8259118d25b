/** Reads a paged list as a whole, and doubts it where its pages do not fit together. */
import type { Drift } from "./drift.ts";
import { LookupFailure } from "./failures.ts";
import { PAGINACION, readShape } from "./schemas.ts";

export interface Page<T> {
  rows: T[];
  total: number;
  pages: number;
  page: number;
}

interface Paging<T> {
  /** Null where the portal says that there is no such page. `pages` is 1 until the first page has told. */
  ask(page: number, pages: number): Promise<Page<T> | null>;
  idOf(row: T): bigint;
  maxPages: number;
  drift: Drift;
  name: string;
  /** Whether no further page is wanted after these rows. */
  isEnough?(rows: readonly T[]): boolean;
}

export interface PagedRows<T> {
  rows: T[];
  /** Whether these are all that the portal has. */
  isWhole: boolean;
}

export function readPage<T>(
  rows: unknown[],
  paginacion: unknown,
  readRow: (row: unknown) => T,
  drift: Drift,
): Page<T> {
  const { fields } = readShape(PAGINACION, paginacion, drift);
  return {
    rows: rows.map(readRow),
    total: fields.cantidadRegistros,
    pages: fields.cantidadPaginas,
    page: fields.pagina,
  };
}

/**
 * The rows in the portal's order, each id once. Rereads once where the list changed meanwhile.
 * @throws {LookupFailure} `portal_garbled` where it still does not fit together.
 */
export async function readPages<T>(paging: Paging<T>): Promise<PagedRows<T>> {
  const paged = await readOnce(paging) ?? await readOnce(paging);
  if (paged === undefined) throw new LookupFailure("portal_garbled");
  return paged;
}

/** Undefined where pages contradict each other. */
async function readOnce<T>(
  { ask, idOf, maxPages, drift, name, isEnough }: Paging<T>,
): Promise<PagedRows<T> | undefined> {
  const rows = new Map<bigint, T>();
  let [total, pages] = [0, 1];
  for (let page = 1; page <= Math.min(pages, maxPages); page++) {
    const next = await ask(page, pages);
    if (next === null) return undefined;
    if (page === 1) [total, pages] = [next.total, Math.max(1, next.pages)];
    if (next.total !== total || (next.page !== page && next.total > 0)) return undefined;
    for (const row of next.rows) rows.set(idOf(row), row);
    if (page < pages && isEnough?.(next.rows)) return { rows: [...rows.values()], isWhole: false };
  }
  if (pages > maxPages) drift.note("pages_capped", name);
  else if (rows.size < total) return undefined;
  if (rows.size > total) drift.note("row_count", name);
  return { rows: [...rows.values()], isWhole: pages <= maxPages };
}
