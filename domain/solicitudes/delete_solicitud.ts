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
    const found = await lockSolicitud(tx, ctx, input.id, input.version);
    const { id, radicado } = found;
    await tx.delete(jobs).where(and(
      eq(jobs.organizationId, organizationId),
      eq(jobs.key, executionKey(id)),
      inArray(jobs.status, ["ready", "buried"]),
    ));
    await tx.delete(solicitudes).where(
      and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.id, id)),
    );
    await deleteUnfollowed(tx, organizationId, radicado === null ? [] : [radicado]);
    await audit(tx, ctx, deletion(found));
  });
}

/** What the audit log says of it. */
export function deletion(
  { id, radicado, parametros, alias, ownerId, frequency, status }: Pick<
    typeof solicitudes.$inferSelect,
    "id" | "radicado" | "parametros" | "alias" | "ownerId" | "frequency" | "status"
  >,
) {
  const before = { alias, owner_id: ownerId, frequency, status };
  return {
    action: "solicitud.delete",
    targetId: id,
    data: { radicado, ...(parametros && { parametros }), before },
  };
}

/** What is stored of these radicados goes where nobody follows them any more. */
export async function deleteUnfollowed(
  tx: Db,
  organizationId: string,
  radicados: readonly string[],
): Promise<void> {
  if (radicados.length === 0) return;
  for (const table of [procesos, radicadoReads]) {
    const others = tx.select().from(solicitudes)
      .where(and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.radicado, table.radicado)));
    await tx.delete(table).where(
      and(
        eq(table.organizationId, organizationId),
        inArray(table.radicado, [...radicados]),
        notExists(others),
      ),
    );
  }
}
