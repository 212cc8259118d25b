import { and, eq, sql } from "drizzle-orm";
import { procesos } from "#db/schema/procesos.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { audit, changed } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { getSolicitud } from "./get_solicitud.ts";
import { nextRunAt } from "./next_run.ts";
import { searchText } from "./search_text.ts";
import { type Frequency, lockSolicitud, type NotifyChoice, type Solicitud } from "./solicitud.ts";

export interface SolicitudChanges {
  alias?: string | null;
  frequency?: Frequency;
  notify?: Partial<NotifyChoice>;
}

/**
 * Changes how a solicitud is called, how often it runs and what it tells. `version` is what the caller last saw.
 * @throws {DomainError} `solicitud_not_found`, `version_conflict`
 */
export async function updateSolicitud(
  ctx: Ctx,
  input: { id: string; version?: number; changes: SolicitudChanges },
): Promise<Solicitud> {
  authorize(ctx, "update_solicitudes");
  const { id, changes } = input;
  await ctx.db.tx(async (tx) => {
    const current = await lockSolicitud(tx, ctx, id, input.version);
    const alias = changes.alias === undefined ? current.alias : changes.alias?.trim() || null;
    const frequency = changes.frequency ?? current.frequency;
    const known = current.radicado === null
      ? []
      : await tx.select({ despacho: procesos.despacho, sujetosSummary: procesos.sujetosSummary })
        .from(procesos)
        .where(
          and(eq(procesos.organizationId, ctx.organization.id), eq(procesos.radicado, current.radicado)),
        );
    const notify = { ...current.notify, ...changes.notify };
    await tx.update(solicitudes).set({
      alias,
      frequency,
      notify,
      nextRunAt: current.completedAt && current.status === "completed"
        ? nextRunAt(frequency, current.completedAt.getTime())
        : current.nextRunAt,
      searchText: searchText(current.radicado, alias, known),
      version: current.version + 1,
      updatedAt: sql`now()`,
    }).where(eq(solicitudes.id, id));
    const before = { alias: current.alias, frequency: current.frequency, notify: current.notify };
    const data = changed<Record<string, unknown>>(before, { alias, frequency, notify });
    await audit(tx, ctx, { action: "solicitud.update", targetId: id, data });
  });
  return await getSolicitud(ctx, id);
}
