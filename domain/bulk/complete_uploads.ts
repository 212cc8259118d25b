/** Uploads whose rows have all had their first run: shown as completed, and told of once. */
import { and, eq, sql } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Services } from "../ctx.ts";
import { recordEvent } from "../events/record_event.ts";
import { isOpenRow } from "./upload.ts";

/** In one tick; the rest waits for the next. */
const BATCH = 200;

/** By the index of rows that wait for their first answer: an upload of any size costs one look. */
const isOver = sql`not exists (
  select 1 from ${solicitudes} s
  where s.bulk_id = ${bulkUploads}.id and s.organization_id = ${bulkUploads}.organization_id and ${
  isOpenRow(sql`s`)
})`;

/** Any number of instances may do this at once: the first one's transaction is the only one that finds it open. */
export async function completeUploads(
  { platformDb, tenantDb, clock }: Pick<Services, "platformDb" | "tenantDb" | "clock">,
): Promise<void> {
  const due = await platformDb.one(
    { purpose: "bulk.complete" },
    (one) =>
      one.select({ id: bulkUploads.id, organizationId: bulkUploads.organizationId }).from(bulkUploads)
        .where(and(sql`${bulkUploads.status} = 'processing'`, isOver))
        .orderBy(bulkUploads.updatedAt).limit(BATCH),
  );
  for (const { id, organizationId } of due) {
    await tenantDb(organizationId).tx(async (tx) => {
      const [over] = await tx.update(bulkUploads).set({
        status: "completed",
        completedAt: new Date(clock.now()),
        updatedAt: sql`now()`,
      }).where(and(
        eq(bulkUploads.organizationId, organizationId),
        eq(bulkUploads.id, id),
        eq(bulkUploads.status, "processing"),
        isOver,
      )).returning();
      if (!over) return;
      const { total, valid, invalid } = over;
      await recordEvent(tx, {
        type: "bulk.completed",
        userId: over.userId,
        key: `bulk.completed:${id}`,
        occurredAt: new Date(clock.now()),
        data: { bulk_id: id, status: "completed", total, valid, invalid },
      });
    });
  }
}
