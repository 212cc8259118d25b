/** What an upload is to everybody who reads one, and how one is found. */
import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import { bulkUploads } from "#db/schema/bulk_uploads.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { authorize, canReadAllSolicitudes } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";

export type { BulkMapping, BulkPreview } from "#db/schema/bulk_uploads.ts";
export type BulkStatus = Exclude<typeof bulkUploads.$inferSelect["status"], "receiving">;
export const BULK_STATUSES = ["needs_mapping", "processing", "paused", "cancelled", "completed"] as const;

const FIELDS = {
  id: bulkUploads.id,
  userId: bulkUploads.userId,
  fileName: bulkUploads.fileName,
  kind: bulkUploads.kind,
  size: bulkUploads.size,
  hash: bulkUploads.hash,
  // Those that are still on their way are nobody's to see.
  status: sql<BulkStatus>`${bulkUploads.status}`,
  mapping: bulkUploads.mapping,
  preview: bulkUploads.preview,
  frequency: bulkUploads.frequency,
  notify: bulkUploads.notify,
  total: bulkUploads.total,
  valid: bulkUploads.valid,
  invalid: bulkUploads.invalid,
  createdAt: bulkUploads.createdAt,
  completedAt: bulkUploads.completedAt,
};

/** How far the solicitudes of an upload have come. Those that were deleted since are in no count. */
export interface BulkProgress {
  /** The first run is over, with whatever came of it. */
  done: number;
  pending: number;
  processing: number;
  paused: number;
  held: number;
  failed: number;
  /** Of the latest run of each. */
  results: Record<string, number>;
}

type Columns = Pick<typeof bulkUploads.$inferSelect, keyof typeof FIELDS>;
export type BulkUpload = Omit<Columns, "status"> & { status: BulkStatus; progress: BulkProgress };

/** The organization's for who may read all of its solicitudes, else the caller's own. @throws {DomainError} */
export function withinReach(ctx: Ctx): SQL | undefined {
  authorize(ctx, "bulk_operations");
  return and(
    eq(bulkUploads.organizationId, ctx.organization.id),
    canReadAllSolicitudes(ctx) ? undefined : eq(bulkUploads.userId, ctx.actor.userId),
    ne(bulkUploads.status, "receiving"),
  );
}

/** With their progress, in the order asked for. */
export function selectUploads(db: Db, organizationId: string) {
  const own = sql`s.organization_id = ${organizationId} and s.bulk_id = ${bulkUploads}.id`;
  return db.select({
    ...FIELDS,
    progress: sql<BulkProgress>`(
      select jsonb_build_object(
        'done', coalesce(sum(n) filter (where is_done), 0),
        'pending', coalesce(sum(n) filter (where status = 'pending'), 0),
        'processing', coalesce(sum(n) filter (where status = 'processing'), 0),
        'paused', coalesce(sum(n) filter (where status = 'paused'), 0),
        'held', coalesce(sum(n) filter (where status = 'held'), 0),
        'failed', coalesce(sum(n) filter (where status = 'failed'), 0),
        'results', coalesce((select jsonb_object_agg(result, n) from (
          select s.last_execution->>'result' as result, count(*) as n from ${solicitudes} s
          where ${own} and s.last_execution->>'result' is not null group by 1
        ) by_result), '{}')
      ) from (
        select s.status, not ${isOpenRow(sql`s`)} and s.last_execution is not null as is_done, count(*) as n
        from ${solicitudes} s where ${own} group by 1, 2
      ) by_status)`,
  }).from(bulkUploads);
}

/**
 * A solicitud whose first run is not over: it waits for one, or for the next attempt of it. One that failed and is due
 * again had its first run.
 */
export function isOpenRow(row: SQL): SQL {
  return sql`(${row}.baseline_at is null and ${row}.status in ('pending', 'processing', 'held') and (
    ${row}.last_execution is null or (${row}.last_execution->>'trigger' = 'created' and (
      ${row}.last_execution->>'result' is null or ${row}.last_execution->'detail'->>'retry_at' is not null))))`;
}

/** Locks one upload, for a change. @throws {DomainError} `bulk_not_found` */
export async function lockUpload(tx: Db, ctx: Ctx, id: string) {
  const [row] = await tx.select().from(bulkUploads).where(and(withinReach(ctx), eq(bulkUploads.id, id)))
    .for("update");
  if (!row) throw new DomainError("bulk_not_found");
  return row;
}
