/**
 * Deletes organizations whose days of grace are over, a bounded number of rows at a time. Each step is a transaction of
 * its own: whoever dies in the middle leaves an organization with fewer rows, and the next tick goes on with the rest.
 * The audit log stays, and tells how many rows of each table there were.
 */
import { and, eq, sql } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import { recordAct } from "../identity/record_act.ts";
import { tablesToEmpty } from "./_tenant_tables.ts";

export interface DeletionPace {
  /** Rows of a step: what one transaction may hold locked. */
  rows?: number;
  /** In one tick; what is left waits for the next. */
  steps?: number;
}

const WHENCE = { address: null, requestId: "tick" };

/** Returns how many steps were made. Any number of instances may do this at once: each takes what no other holds. */
export async function deleteDueOrganizations(
  { platformDb, log }: Pick<Services, "platformDb" | "log">,
  { rows = 1_000, steps = 50 }: DeletionPace = {},
): Promise<number> {
  // Reading the schema takes tens of milliseconds, which most ticks need not spend.
  let tables: string[] | undefined;
  for (let made = 0; made < steps; made++) {
    const step = await platformDb.tx({ purpose: "organization.delete_due" }, async (tx) => {
      if (made === 0) await suspendDue(tx);
      const due = await lockDue(tx);
      return due && await deleteSome(tx, due, tables ??= tablesToEmpty(), rows);
    });
    if (!step) return made;
    if (step.isOver) log.info("Organization deleted", { organization_id: step.id });
  }
  return steps;
}

interface Due {
  id: string;
  subdomain: string;
}

const HAS_COPY_OR_WANTS_NONE = sql`(
  exists (select 1 from audit_log l where l.organization_id = o.id and l.created_at >= asked.at
    and l.action = 'organization.delete_without_export')
  or exists (select 1 from audit_log begun join audit_log done
      on done.organization_id = begun.organization_id and done.data->>'export' = begun.data->>'export'
    where begun.organization_id = o.id and begun.created_at >= asked.at
      and begun.action = 'organization.export_begin' and done.action = 'organization.export'))`;

/**
 * Those whose own administrators asked for it are at work until their days are over. Other instances know them a few
 * seconds longer, so that their rows go a minute later.
 */
async function suspendDue(tx: Db): Promise<void> {
  await tx.execute(sql`
    update organizations o set is_active = false, delete_after = now() + interval '1 minute'
    from (select a.organization_id as id, max(a.created_at) as at from audit_log a
      join organizations due on due.id = a.organization_id and due.is_active and due.delete_after <= now()
      where a.action = 'organization.delete_ask' group by a.organization_id) asked
    where o.id = asked.id and o.is_active and o.delete_after <= now() and ${HAS_COPY_OR_WANTS_NONE}`);
}

/**
 * One that nobody else is at. Where no export was completed since the deletion was asked for, and nobody has said that
 * none is wanted, an organization stays as it is: suspended.
 */
async function lockDue(tx: Db): Promise<Due | undefined> {
  const [due] = await tx.execute(sql`
    select o.id, o.subdomain from organizations o
    join lateral (select max(a.created_at) as at from audit_log a
      where a.organization_id = o.id and a.action = 'organization.delete_ask') asked on true
    where o.delete_after <= now() and not o.is_active
      -- Once its rows are gone, nobody knows of its files any more: see domain/bulk/remove_files.ts and
      -- domain/exports/remove_export_files.ts.
      and not exists (select 1 from bulk_uploads b where b.organization_id = o.id and b.file_key is not null)
      and not exists (select 1 from exports e where e.organization_id = o.id and e.file_key is not null)
      and ${HAS_COPY_OR_WANTS_NONE}
    order by o.delete_after limit 1 for update of o skip locked`);
  return due && { id: String(due.id), subdomain: String(due.subdomain) };
}

/** Up to that many rows, table by table; the organization itself once nothing else of it is left. */
async function deleteSome(
  tx: Db,
  due: Due,
  tables: readonly string[],
  most: number,
): Promise<{ id: string; isOver: boolean }> {
  const counts = await countOnce(tx, due, tables);
  let left = most;
  for (const table of tables) {
    left -= await deleteFrom(tx, table, due.id, left);
    if (left <= 0) return { id: due.id, isOver: false };
  }
  await tx.delete(organizations).where(eq(organizations.id, due.id));
  await record(tx, due, "organization.deleted", { subdomain: due.subdomain, counts });
  return { id: due.id, isOver: true };
}

async function deleteFrom(tx: Db, table: string, organizationId: string, most: number): Promise<number> {
  const name = sql.identifier(table);
  const [gone] = await tx.execute(sql`with gone as (
    delete from ${name} where ctid = any(array(
      select ctid from ${name} where organization_id = ${organizationId} limit ${most})) returning 1)
    select count(*)::int as rows from gone`);
  return Number(gone?.rows);
}

/** How many rows there were when the first step began: written down with it, so that later steps know. */
async function countOnce(tx: Db, due: Due, tables: readonly string[]): Promise<Record<string, unknown>> {
  const [begun] = await tx.select({ data: auditLog.data }).from(auditLog)
    .where(and(eq(auditLog.organizationId, due.id), eq(auditLog.action, "organization.delete_begin")));
  if (begun) return Object(begun.data.counts);
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [found] = await tx.execute(
      sql`select count(*)::int as rows from ${sql.identifier(table)} where organization_id = ${due.id}`,
    );
    counts[table] = Number(found?.rows);
  }
  await record(tx, due, "organization.delete_begin", { subdomain: due.subdomain, counts });
  return counts;
}

async function record(tx: Db, due: Due, action: string, data: Record<string, unknown>): Promise<void> {
  await recordAct(tx, WHENCE, { organizationId: due.id, actorId: null, action, targetId: due.id, data });
}
