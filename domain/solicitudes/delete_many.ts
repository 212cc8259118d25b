import { and, eq, inArray } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { auditMany } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { deleteUnfollowed, deletion } from "./delete_solicitud.ts";
import { lockChosen, type ManyDone } from "./choose_many.ts";
import { executionKey } from "./execution_key.ts";

/**
 * Stops following each of them for good, as `deleteSolicitud` does, in a handful of statements.
 * @throws {DomainError} `permission_denied`, `request_invalid`
 */
export async function deleteMany(ctx: Ctx, chosenIds: readonly string[]): Promise<ManyDone> {
  authorize(ctx, "delete_solicitudes");
  const organizationId = ctx.organization.id;
  return await ctx.db.tx(async (tx) => {
    const { chosen, missing } = await lockChosen(tx, ctx, chosenIds);
    const ids = chosen.map(({ id }) => id);
    if (ids.length === 0) return { done: [], refused: missing };
    await tx.delete(jobs).where(and(
      eq(jobs.organizationId, organizationId),
      inArray(jobs.key, ids.map(executionKey)),
      inArray(jobs.status, ["ready", "buried"]),
    ));
    await tx.delete(solicitudes).where(
      and(eq(solicitudes.organizationId, organizationId), inArray(solicitudes.id, ids)),
    );
    const radicados = chosen.flatMap(({ radicado }) => radicado === null ? [] : [radicado]);
    await deleteUnfollowed(tx, organizationId, radicados);
    await auditMany(tx, ctx, chosen.map(deletion));
    return { done: ids, refused: missing };
  });
}
