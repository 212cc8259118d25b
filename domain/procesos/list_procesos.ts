import { and, asc, eq } from "drizzle-orm";
import { procesos } from "#db/schema/procesos.ts";
import type { Ctx } from "../ctx.ts";
import { getSolicitud } from "../solicitudes/get_solicitud.ts";

export type Proceso = typeof procesos.$inferSelect;

/** Every proceso of the solicitud's radicado that LEXIA has seen. @throws {DomainError} `solicitud_not_found` */
export async function listProcesos(ctx: Ctx, solicitudId: string): Promise<Proceso[]> {
  const { radicado } = await getSolicitud(ctx, solicitudId);
  if (radicado === null) return [];
  return await ctx.db.one((db) =>
    db.select().from(procesos)
      .where(and(eq(procesos.organizationId, ctx.organization.id), eq(procesos.radicado, radicado)))
      .orderBy(asc(procesos.idProceso))
  );
}
