/** All good rows of an upload at once, in one statement: solicitudes, jobs, reasons for the rest, counts and audit line. */
import { sql } from "drizzle-orm";
import { prepare, prepareSql, type Query, type Values } from "#db/prepared.ts";
import { recordset, recordsOf } from "#db/recordset.ts";
import { bulkErrors, bulkUploads } from "#db/schema/bulk_uploads.ts";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { queueEntry } from "#jobs/queue.ts";
import { insertAudit } from "../audit.ts";
import { queriesUsed } from "../quota.ts";
import { insertFirstRuns } from "../solicitudes/first_runs.ts";
import { searchText } from "../solicitudes/search_text.ts";
import type { BadRow, GoodRow } from "./judge_rows.ts";

/** One row for each job, or a single one where there is none. */
export interface Insertion {
  used: number;
  /** Rows that are new to the person, whether or not they were inserted. */
  fresh: number;
  inserted: number;
  jobId: string | null;
  jobLane: number | null;
  jobRunAt: Date | null;
}

const GOOD = {
  ordinal: bulkErrors.ordinal,
  line: bulkErrors.line,
  radicado: solicitudes.radicado,
  alias: solicitudes.alias,
  frequency: solicitudes.frequency,
  searchText: solicitudes.searchText,
};
const BAD = {
  ordinal: bulkErrors.ordinal,
  line: bulkErrors.line,
  code: bulkErrors.code,
  value: bulkErrors.value,
  found: bulkErrors.found,
};

/** Locks the upload until the transaction ends. To go before the insertion, which does nothing where it is settled. */
export const lockUploadRow = prepare<{ status: string }>((db, slot) =>
  db.select({ status: bulkUploads.status }).from(bulkUploads).where(
    sql`${bulkUploads.organizationId} = ${slot("organizationId")} and ${bulkUploads.id} = ${slot("bulkId")}`,
  ).for("update")
);

/**
 * Beyond what is left of the month's queries, rows are `held`. Where nothing is left at all, it does nothing but answer
 * what is used.
 */
const insertAll = prepareSql<Insertion>(
  (slot) =>
    sql`
      with upload as materialized (
        select id, frequency, notify from bulk_uploads
        where organization_id = ${slot("organizationId")} and id = ${slot("bulkId")}
          and status in ('receiving', 'needs_mapping')
      ), quota as materialized (
        select used, case when ${slot("limit")}::int is null then 2147483647
          else greatest(${slot("limit")}::int - used, 0) end as free
        from (select case when ${slot("limit")}::int is null then 0 else ${
      queriesUsed(slot)
    } end as used) as month
      ), good as materialized (select * from ${recordset(slot("good"), GOOD)}
      ), known as materialized (
        select good.ordinal, good.line, good.radicado, s.id from good
        join solicitudes s on s.organization_id = ${slot("organizationId")}
          and s.owner_id = ${slot("ownerId")}::uuid and s.radicado = good.radicado
      ), fresh as materialized (
        select good.*, row_number() over (order by good.ordinal) as turn from good
        where not exists (select 1 from known where known.ordinal = good.ordinal)
      ), allowed as materialized (
        select quota.free, upload.* from quota, upload
        where quota.free > 0 or not exists (select 1 from fresh)
      ), made as (
        insert into solicitudes (owner_id, radicado, bulk_id, alias, frequency, notify, status, search_text)
        select ${slot("ownerId")}::uuid, fresh.radicado, allowed.id, fresh.alias,
          coalesce(fresh.frequency, allowed.frequency), allowed.notify,
          case when fresh.turn <= allowed.free then 'pending' else 'held' end, fresh.search_text
        from fresh, allowed order by fresh.turn
        on conflict do nothing returning id, radicado, status
      ), run as (select id from made where status = 'pending'
      ), job as (${insertFirstRuns()}), missed as (
        -- Somebody was faster: it was there when the row came.
        select fresh.ordinal, fresh.line, fresh.radicado from fresh, allowed
        where not exists (select 1 from made where made.radicado = fresh.radicado)
      ), refused as (
        insert into bulk_errors (bulk_id, ordinal, line, code, value, found)
        select allowed.id, bad.* from allowed, (
          select ordinal, line, code, value, found from ${recordset(slot("bad"), BAD)}
          union all select ordinal, line, 'already_followed', radicado, id::text from known
          union all select ordinal, line, 'already_followed', radicado, null from missed
        ) as bad returning 1
      ), counted as materialized (
        select (select count(*) from fresh)::int as fresh, (select count(*) from made)::int as inserted,
          (select count(*) from made where status = 'held')::int as held,
          (select count(*) from refused)::int as refused
      ), settled as (
        update bulk_uploads set status = 'processing', mapping = ${slot("mapping")}::jsonb, preview = null,
          size = ${slot("size")}::bigint, hash = ${slot("hash")}, total = counted.inserted + counted.refused,
          valid = counted.inserted, invalid = counted.refused, updated_at = now()
        from allowed, counted where bulk_uploads.organization_id = ${slot("organizationId")}
          and bulk_uploads.id = allowed.id
        returning bulk_uploads.id, total, valid, invalid, counted.held, hash
      ), audited as (${
      insertAudit(slot, {
        action: "bulk.insert",
        from: sql`settled`,
        targetId: sql`settled.id::text`,
        data:
          sql`jsonb_build_object('total', total, 'valid', valid, 'invalid', invalid, 'held', held, 'hash', hash)`,
      })
    })
      select quota.used, counted.fresh, counted.inserted, job.id, job.lane, job.run_at
      from quota, counted left join job on true`,
  {
    used: sql<number>`used`,
    fresh: sql<number>`fresh`,
    inserted: sql<number>`inserted`,
    jobId: jobs.id,
    jobLane: jobs.lane,
    jobRunAt: jobs.runAt,
  },
);

export function insertRows(
  values: Values,
  { good, bad }: { good: readonly GoodRow[]; bad: readonly BadRow[] },
): Query<Insertion> {
  const organizationId = String(values.organizationId);
  const records = good.map((row) => ({ ...row, searchText: searchText(row.radicado, row.alias, []) }));
  return {
    ...insertAll({ ...values, good: recordsOf(GOOD, records), bad: recordsOf(BAD, bad) }),
    announces: (rows) =>
      rows.flatMap(({ jobId, jobLane, jobRunAt }) =>
        jobId === null || jobLane === null || jobRunAt === null
          ? []
          : [queueEntry({ id: jobId, lane: jobLane, organizationId, runAt: jobRunAt })]
      ),
  };
}
