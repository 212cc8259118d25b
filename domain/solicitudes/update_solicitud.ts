import { and, eq, sql } from "drizzle-orm";
import { procesos } from "#db/schema/procesos.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { audit, changed } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { getSolicitud } from "./get_solicitud.ts";
import { loadRunDays } from "./load_run_days.ts";
import { nextRunAt, placeOf } from "./next_run.ts";
import type { RunOn } from "./run_days.ts";
import { searchText, soughtBy } from "./search_text.ts";
import { type Frequency, lockSolicitud, type NotifyChoice, type Solicitud } from "./solicitud.ts";

export interface SolicitudChanges {
  alias?: string | null;
  frequency?: Frequency;
  runOn?: RunOn;
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
  const days = await loadRunDays(ctx);
  await ctx.db.tx(async (tx) => {
    const current = await lockSolicitud(tx, ctx, id, input.version);
    const alias = changes.alias === undefined ? current.alias : changes.alias?.trim() || null;
    const frequency = changes.frequency ?? current.frequency;
    const runOn = changes.runOn ?? current.runOn;
    const watch = { frequency, runOn, place: placeOf(ctx.organization.id, id) };
    const known = current.radicado === null
      ? soughtBy(current.parametros)
      : await tx.select({ despacho: procesos.despacho, sujetosSummary: procesos.sujetosSummary })
        .from(procesos)
        .where(
          and(eq(procesos.organizationId, ctx.organization.id), eq(procesos.radicado, current.radicado)),
        );
    const notify = { ...current.notify, ...changes.notify };
    await tx.update(solicitudes).set({
      alias,
      frequency,
      runOn,
      notify,
      nextRunAt: current.completedAt && current.status === "completed"
        ? nextRunAt(watch, current.completedAt.getTime(), days)
        : current.nextRunAt,
      searchText: searchText(current.radicado, alias, known),
      version: current.version + 1,
      updatedAt: sql`now()`,
    }).where(eq(solicitudes.id, id));
    const before = {
      alias: current.alias,
      frequency: current.frequency,
      run_on: current.runOn,
      notify: current.notify,
    };
    const data = changed<Record<string, unknown>>(before, { alias, frequency, run_on: runOn, notify });
    await audit(tx, ctx, { action: "solicitud.update", targetId: id, data });
  });
  return await getSolicitud(ctx, id);
}
