import { and, eq, inArray, sql } from "drizzle-orm";
import { executions } from "#db/schema/executions.ts";
import { jobs } from "#db/schema/jobs.ts";
import { novedades } from "#db/schema/novedades.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { executionKey } from "./execution_key.ts";
import { latestExecution } from "./last_execution.ts";

interface Handing {
  organizationId: string;
  /** Whose they are, and whose they become. */
  from: string;
  to: string;
  now: number;
}

/** How many solicitudes somebody has. */
export async function countSolicitudesOf(
  tx: Db,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<number> {
  return await tx.$count(solicitudes, isOwnedBy(organizationId, userId));
}

/**
 * Gives somebody's solicitudes to a colleague, and the novedades that were assigned to them. Where the colleague follows the same radicado or search already, theirs goes on
 * and gets the other one's runs, so that no check that was made is lost.
 */
export async function handOver(tx: Db, handing: Handing): Promise<{ moved: number; merged: number }> {
  const { organizationId, from, to, now } = handing;
  const twins = await findTwins(tx, handing);
  for (const { id, twinId } of twins) await merge(tx, handing, { id, twinId });
  const moved = await tx.update(solicitudes)
    .set({ ownerId: to, version: sql`${solicitudes.version} + 1`, updatedAt: new Date(now) })
    .where(isOwnedBy(organizationId, from)).returning({ id: solicitudes.id });
  await tx.update(novedades).set({ assignedTo: to })
    .where(and(eq(novedades.organizationId, organizationId), eq(novedades.assignedTo, from)));
  return { moved: moved.length, merged: twins.length };
}

/** The radicado, or what a search looks for: a person has one of each. */
const SUBJECT = sql<string>`coalesce(${solicitudes.radicado}, ${solicitudes.parametros}::text)`;

async function findTwins(tx: Db, { organizationId, from, to }: Handing) {
  const mine = await tx.select({ id: solicitudes.id, subject: SUBJECT }).from(solicitudes)
    .where(isOwnedBy(organizationId, from)).orderBy(solicitudes.id).for("update");
  if (mine.length === 0) return [];
  const theirs = await tx.select({ id: solicitudes.id, subject: SUBJECT }).from(solicitudes)
    .where(isOwnedBy(organizationId, to)).orderBy(solicitudes.id).for("update");
  const bySubject = new Map(theirs.map(({ id, subject }) => [subject, id]));
  return mine.flatMap(({ id, subject }) => {
    const twinId = bySubject.get(subject);
    return twinId === undefined ? [] : [{ id, twinId }];
  });
}

async function merge(
  tx: Db,
  { organizationId, now }: Handing,
  { id, twinId }: { id: string; twinId: string },
): Promise<void> {
  await tx.update(executions).set({ solicitudId: twinId })
    .where(and(eq(executions.organizationId, organizationId), eq(executions.solicitudId, id)));
  await tx.delete(jobs).where(and(
    eq(jobs.organizationId, organizationId),
    eq(jobs.key, executionKey(id)),
    inArray(jobs.status, ["ready", "buried"]),
  ));
  await tx.delete(solicitudes)
    .where(and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.id, id)));
  await tx.update(solicitudes).set({
    lastExecution: latestExecution(),
    version: sql`${solicitudes.version} + 1`,
    updatedAt: new Date(now),
  }).where(and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.id, twinId)));
}

function isOwnedBy(organizationId: string, userId: string) {
  return and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.ownerId, userId));
}
