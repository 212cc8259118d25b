/** What the platform's statements on watches share. */
import { and, inArray, type SQL, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import type { LateWatch } from "./spread.ts";

/** Waits for its next time, in an organization that is active. */
export const isAtRest: SQL | undefined = and(
  inArray(solicitudes.status, ["completed", "failed"]),
  // Of a suspended organization nothing is looked up; it is due once that is over.
  sql`${solicitudes.organizationId} not in (select id from ${organizations} where not ${organizations.isActive})`,
);

export const WATCH = {
  id: solicitudes.id,
  organizationId: solicitudes.organizationId,
  radicado: solicitudes.radicado,
  runOn: solicitudes.runOn,
  createdAt: solicitudes.createdAt,
  completedAt: solicitudes.completedAt,
};

export interface WatchRow {
  id: string;
  organizationId: string;
  radicado: string | null;
  runOn: LateWatch["runOn"];
  createdAt: Date;
  completedAt: Date | null;
}

export function lateWatch(row: WatchRow): LateWatch & WatchRow {
  return { ...row, verifiedAt: (row.completedAt ?? row.createdAt).getTime() };
}

/** Gives watches that the transaction has locked their next times. */
export async function setNextRuns(tx: Db, moments: ReadonlyMap<string, Date>): Promise<void> {
  if (moments.size === 0) return;
  const records = JSON.stringify([...moments].map(([id, at]) => ({ id, at })));
  await tx.execute(sql`
    update solicitudes set next_run_at = record.at, updated_at = now()
    from json_to_recordset(${records}::json) as record(id uuid, at timestamptz)
    where solicitudes.id = record.id`);
}
