/** A novedad as readers get it, and who may see one. */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { novedades } from "#db/schema/novedades.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type Reach, reachOf } from "../solicitudes/solicitud.ts";

export type { NovedadDetail } from "#db/schema/novedades.ts";

type Row = typeof novedades.$inferSelect;

export interface Novedad extends
  Pick<
    Row,
    | "id"
    | "kind"
    | "severity"
    | "radicado"
    | "procesoId"
    | "actuacionId"
    | "leaderId"
    | "detail"
    | "filedOn"
    | "registeredOn"
    | "detectedAt"
    | "executionId"
    | "isLate"
    | "acknowledgedBy"
    | "acknowledgedAt"
    | "assignedTo"
    | "assignedBy"
    | "assignedAt"
  > {
  despacho: string | null;
  /** By the caller, since it or what is grouped with it was new. */
  isRead: boolean;
  acknowledgedByName: string | null;
  assignedToName: string | null;
  notes: number;
  /** The fijaciones en estado of the auto that it is. */
  grouped: GroupedNovedad[];
}

/** In the API's spelling. */
export interface GroupedNovedad {
  id: string;
  actuacion_id: string;
  detected_at: string;
  entry: Record<string, unknown>;
}

/** Who may work on novedades, rather than only read them: holders of one of these permissions. */
export const WORKERS = ["update_solicitudes", "read_all_solicitudes"] as const;

/** Whom the caller's request is about, and where they may look. */
export function readerValues(ctx: Ctx) {
  return { organizationId: ctx.organization.id, userId: ctx.actor.userId };
}

/**
 * Locks a novedad that the caller may see, for a change: of a group, the one that leads it.
 * @throws {DomainError} `novedad_not_found`
 */
export async function lockNovedad(tx: Db, ctx: Ctx, id: string): Promise<Row> {
  const organizationId = ctx.organization.id;
  const isVisible = reachOf(ctx) === "all" ? undefined : isFollowedBy(sql`${ctx.actor.userId}::uuid`);
  const [seen] = await tx.select({ id: novedades.id, leaderId: novedades.leaderId }).from(novedades)
    .where(and(eq(novedades.organizationId, organizationId), eq(novedades.id, id), isVisible));
  if (!seen) throw new DomainError("novedad_not_found");
  const [locked] = await tx.select().from(novedades).where(and(
    eq(novedades.organizationId, organizationId),
    eq(novedades.id, seen.leaderId ?? seen.id),
  )).for("update");
  if (!locked) throw new DomainError("novedad_not_found");
  return locked;
}

/** Whether somebody follows a radicado under which the row of `novedades` shows. */
export function isFollowedBy(userId: SQL): SQL {
  return sql`exists (
    select 1 from novedad_cases c
    join solicitudes s on s.organization_id = c.organization_id and s.radicado = c.radicado
    where c.organization_id = ${novedades.organizationId} and c.novedad_id = ${novedades.id}
      and s.owner_id = ${userId}
  )`;
}

export type { Reach };
