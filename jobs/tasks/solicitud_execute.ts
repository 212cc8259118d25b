import { failSolicitud } from "#domain/solicitudes/fail_solicitud.ts";
import { runLookup } from "#domain/solicitudes/run_lookup.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../worker.ts";

/** Looks a solicitud's radicado up and keeps what it finds. */
export const solicitudExecute: TaskDefinition = {
  async run({ services, organizationId, db, job, payload }) {
    const input = TASKS["solicitud.execute"].payload.parse(payload);
    await runLookup({ ...services, organizationId, db, job }, input);
  },
  async bury(tx, payload, organizationId, reason) {
    const { solicitudId } = TASKS["solicitud.execute"].payload.parse(payload);
    await failSolicitud(tx, { organizationId, solicitudId, reason });
  },
};
