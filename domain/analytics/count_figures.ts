/**
 * Keeps the figures of each day: what has happened since the last time is added and marked in one statement, so it counts
 * once, whoever dies in between and however many do this. What is deleted later stays in the figures.
 */
import { eq, type SQL, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization, Services } from "../ctx.ts";
import { recordAct } from "../identity/record_act.ts";
import { addNovedades, addRuns, dayOf } from "./figures.ts";

/** Of each kind in one go; the rest waits for the next. */
const BATCH = 5_000;

/** Returns how many rows were counted. */
export async function countFigures({ platformDb }: Pick<Services, "platformDb">): Promise<number> {
  return await platformDb.tx({ purpose: "analytics.count" }, async (tx) => {
    if (!await isAlone(tx)) return 0;
    return await countRuns(tx) + await countNovedades(tx);
  });
}

/**
 * Makes an organization's figures anew from the rows that there still are: for somebody who has reason to doubt them. What
 * was deleted meanwhile is not in them any more. Returns whether there is such an organization.
 */
export async function rebuildFigures(
  { platformDb }: Pick<Services, "platformDb">,
  { subdomain }: Pick<Organization, "subdomain">,
): Promise<boolean> {
  return await platformDb.tx({ purpose: "analytics.rebuild" }, async (tx) => {
    const [found] = await tx.select({ id: organizations.id }).from(organizations)
      .where(eq(organizations.subdomain, subdomain));
    if (!found) return false;
    const counted = (table: SQL) =>
      sql`(select * from ${table} where organization_id = ${found.id} and is_counted)`;
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    await tx.execute(sql`delete from analytics_days where organization_id = ${found.id}`);
    await tx.execute(addRuns(counted(sql`executions`)));
    await tx.execute(addNovedades(counted(sql`novedades`)));
    await recordAct(tx, { address: null, requestId: "analytics:rebuild" }, {
      organizationId: found.id,
      actorId: null,
      action: "analytics.rebuild",
      targetId: found.id,
    });
    return true;
  });
}

const LOCK = sql`hashtextextended('analytics.count', 0)`;

async function isAlone(tx: Db): Promise<boolean> {
  const [row] = await tx.execute(sql`select pg_try_advisory_xact_lock(${LOCK}) as is_mine`);
  return row?.is_mine === true;
}

/** Those of organizations that may be deleted at this moment are left alone. */
function fresh(table: SQL, isOver: SQL): SQL {
  return sql`select t.id from ${table} t join organizations o on o.id = t.organization_id and o.is_active
    where not t.is_counted and ${isOver} order by t.id limit ${BATCH} for update of t skip locked`;
}

async function countRuns(tx: Db): Promise<number> {
  const [row] = await tx.execute(sql`
    with fresh as materialized (${fresh(sql`executions`, sql`t.result is not null`)}), marked as (
      update executions e set is_counted = true from fresh where e.id = fresh.id
      returning e.organization_id, e.result, e.source, e.portal_calls, e.started_at, e.finished_at
    ), figures as (${addRuns(sql`marked`)} returning 1
    ), portals as (
      insert into portal_answers (source, day, asked, trusted)
      select source, ${dayOf(sql`coalesce(finished_at, started_at)`)}, count(*),
        count(*) filter (where result not in ('unverified', 'error'))
      -- What was held back here, or answered from memory, says nothing about the portal.
      from marked where portal_calls > 0 group by 1, 2
      on conflict (source, day) do update
        set asked = portal_answers.asked + excluded.asked, trusted = portal_answers.trusted + excluded.trusted
    )
    select count(*)::int as count from marked`);
  return Number(row?.count);
}

async function countNovedades(tx: Db): Promise<number> {
  const [row] = await tx.execute(sql`
    with fresh as materialized (${fresh(sql`novedades`, sql`true`)}), marked as (
      update novedades n set is_counted = true from fresh where n.id = fresh.id returning n.*
    ), figures as (${addNovedades(sql`marked`)} returning 1)
    select count(*)::int as count from marked`);
  return Number(row?.count);
}
