/** Lists of offices that are to be read again: once a month, as long as somebody asks for them. */
import { and, eq, gt, or, sql } from "drizzle-orm";
import { despachoLists } from "#db/schema/despacho_lists.ts";
import type { PlatformDb } from "#db/tenant_db.ts";
import { enqueue } from "./queue.ts";

/** In one tick: the portal is asked for much else. */
const MOST_LISTS = 5;

const isOld = sql`(${despachoLists.readAt} is null or ${despachoLists.readAt} <= now() - interval '30 days')`;
/** Not again soon where that gave nothing, nor while a job is under way. */
const isAtRest = sql`${despachoLists.triedAt} <= now() - interval '7 days'`;

export async function enqueueDueDespachos(db: PlatformDb): Promise<void> {
  await db.tx({ purpose: "despachos.schedule" }, async (tx) => {
    const due = await tx.select({ source: despachoLists.source, under: despachoLists.under })
      .from(despachoLists)
      .where(and(
        isOld,
        isAtRest,
        or(eq(despachoLists.under, ""), gt(despachoLists.wantedAt, sql`now() - interval '90 days'`)),
      )).orderBy(despachoLists.triedAt).limit(MOST_LISTS).for("update", { skipLocked: true });
    for (const { source, under } of due) {
      await tx.update(despachoLists).set({ triedAt: sql`now()` })
        .where(and(eq(despachoLists.source, source), eq(despachoLists.under, under)));
      await enqueue(tx, "despachos.read", { source, under });
    }
  });
}
