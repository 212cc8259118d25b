import { and, eq } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { asSolicitud, selectSolicitudes, type Solicitud, visibleTo } from "./solicitud.ts";

/** @throws {DomainError} `solicitud_not_found`, for one that does not exist or is not the caller's to see. */
export async function getSolicitud(ctx: Ctx, id: string): Promise<Solicitud> {
  const where = and(visibleTo(ctx), eq(solicitudes.id, id));
  const [row] = await ctx.db.one((db) => selectSolicitudes(db, where));
  if (!row) throw new DomainError("solicitud_not_found");
  return asSolicitud(row);
}
