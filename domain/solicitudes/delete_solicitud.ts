import { and, eq, inArray, notExists } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { procesos } from "#db/schema/procesos.ts";
import { radicadoReads } from "#db/schema/radicado_reads.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { executionKey } from "./execution_key.ts";
import { lockSolicitud } from "./solicitud.ts";

/**
 * Stops following for good: its executions go, and so do the stored procesos unless a colleague follows them too.
 * @throws {DomainError} `solicitud_not_found`, `version_conflict`
 */
export async function deleteSolicitud(ctx: Ctx, input: { id: string; version?: number }): Promise<void> {
  authorize(ctx, "delete_solicitudes");
  const organizationId = ctx.organization.id;
  await ctx.db.tx(async (tx) => {
    const { id, radicado, parametros, alias, ownerId, frequency, status } = await lockSolicitud(
      tx,
      ctx,
      input.id,
      input.version,
    );
    await tx.delete(jobs).where(and(
      eq(jobs.organizationId, organizationId),
      eq(jobs.key, executionKey(id)),
      inArray(jobs.status, ["ready", "buried"]),
    ));
    await tx.delete(solicitudes).where(
      and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.id, id)),
    );
    if (radicado !== null) await deleteUnfollowed(tx, organizationId, radicado);
    const before = { alias, owner_id: ownerId, frequency, status };
    await audit(tx, ctx, {
      action: "solicitud.delete",
      targetId: id,
      data: { radicado, ...(parametros && { parametros }), before },
    });
  });
}

async function deleteUnfollowed(tx: Db, organizationId: string, radicado: string): Promise<void> {
  const others = tx.select().from(solicitudes)
    .where(and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.radicado, radicado)));
  for (const table of [procesos, radicadoReads]) {
    await tx.delete(table).where(
      and(eq(table.organizationId, organizationId), eq(table.radicado, radicado), notExists(others)),
    );
  }
}
