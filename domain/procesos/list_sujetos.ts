import { and, asc, eq, getTableColumns } from "drizzle-orm";
import { procesos } from "#db/schema/procesos.ts";
import { sujetos } from "#db/schema/sujetos.ts";
import type { Ctx } from "../ctx.ts";
import { getSolicitud } from "../solicitudes/get_solicitud.ts";

export type Sujeto = typeof sujetos.$inferSelect;

/** The parties of all procesos of the solicitud's radicado. @throws {DomainError} `solicitud_not_found` */
export async function listSujetos(ctx: Ctx, solicitudId: string): Promise<Sujeto[]> {
  const { radicado } = await getSolicitud(ctx, solicitudId);
  if (radicado === null) return [];
  return await ctx.db.one((db) =>
    db.select(getTableColumns(sujetos)).from(sujetos).innerJoin(
      procesos,
      and(eq(procesos.organizationId, sujetos.organizationId), eq(procesos.id, sujetos.procesoId)),
    ).where(and(eq(sujetos.organizationId, ctx.organization.id), eq(procesos.radicado, radicado)))
      .orderBy(asc(sujetos.procesoId), asc(sujetos.idRegSujeto))
  );
}
