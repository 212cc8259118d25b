import { and, eq, inArray, sql } from "drizzle-orm";
import { despachoLists, type StoredOffice } from "#db/schema/despacho_lists.ts";
import { enqueue } from "#jobs/queue.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { DEPARTAMENTOS } from "../radicado.ts";
import { isSearchable } from "../solicitudes/search_parameters.ts";
import { type Level, levelUnder, parentOf } from "./code.ts";

/** One step down from a place, of the portal's own lists. */
export interface DespachoList {
  under: string;
  level: Level;
  items: Despacho[];
  /** `awaited`: LEXIA has not read it yet, and was now told to. `built_in`: the departamentos that it knows by itself. */
  origin: "portal" | "built_in" | "awaited";
  /** Counts the changes that LEXIA has seen; 0 where it was not read. */
  version: number;
  readAt: Date | null;
}

export interface Despacho extends StoredOffice {
  /** Whether a search can be narrowed to it. */
  isSearchable: boolean;
}

const BUILT_IN: readonly StoredOffice[] = Object.entries(DEPARTAMENTOS)
  .map(([code, name]) => ({ code, name })).sort((a, b) => a.code < b.code ? -1 : 1);

/**
 * What lies under a code, as it was last read; "" lists the departamentos. A list that is not there yet is read as soon
 * as the portal's pace allows.
 * @throws {DomainError} `despacho_not_found` for a code that no list has.
 */
export async function listDespachos(ctx: Ctx, under: string): Promise<DespachoList> {
  const level = levelUnder(under);
  if (level === undefined) throw new DomainError("despacho_not_found");
  const source = ctx.portal.source;
  const keys = [...new Set([under, parentOf(under)])];
  const rows = await ctx.platformDb.one(
    { purpose: "despachos.read" },
    (one) =>
      one.select().from(despachoLists)
        .where(and(eq(despachoLists.source, source), inArray(despachoLists.under, keys))),
  );
  const row = rows.find((one) => one.under === under);
  if (!isListed(under, rows.find((one) => one.under === parentOf(under))?.items ?? [])) {
    throw new DomainError("despacho_not_found");
  }
  if (!row || isForgotten(row.wantedAt, ctx.clock.now())) await want(ctx, under);
  const items = row?.items ?? (under === "" ? BUILT_IN : []);
  return {
    under,
    level,
    items: items.map((item) => ({ ...item, isSearchable: isSearchable(item.code) })),
    origin: row?.items ? "portal" : under === "" ? "built_in" : "awaited",
    version: row?.version ?? 0,
    readAt: row?.readAt ?? null,
  };
}

function isListed(code: string, siblings: readonly StoredOffice[]): boolean {
  return code === "" || Object.hasOwn(DEPARTAMENTOS, code) || siblings.some((one) => one.code === code);
}

const DAY_MS = 86_400_000;

function isForgotten(wantedAt: Date, now: number): boolean {
  return wantedAt.getTime() < now - DAY_MS;
}

/** Remembers that somebody asks for it; what was never asked for is read now. */
async function want(ctx: Ctx, under: string): Promise<void> {
  const source = ctx.portal.source;
  await ctx.platformDb.tx({ purpose: "despachos.want" }, async (tx) => {
    const [added] = await tx.insert(despachoLists)
      .values({ source, under, wantedAt: sql`now()`, triedAt: sql`now()` })
      .onConflictDoNothing().returning({ under: despachoLists.under });
    if (added) return void await enqueue(tx, "despachos.read", { source, under }, { lane: 1 });
    await tx.update(despachoLists).set({ wantedAt: sql`now()` })
      .where(and(eq(despachoLists.source, source), eq(despachoLists.under, under)));
  });
}
