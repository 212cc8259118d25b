import { failSolicitud } from "#domain/solicitudes/fail_solicitud.ts";
import { runSolicitud } from "#domain/solicitudes/run_solicitud.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Looks a solicitud's radicado up, or searches by its name, and keeps what it finds. */
export const solicitudExecute: TaskDefinition = {
  async run({ services, organizationId, db, job, payload }) {
    const input = TASKS["solicitud.execute"].payload.parse(payload);
    await runSolicitud({ ...services, organizationId, db, job }, input);
  },
  async bury(tx, payload, organizationId, reason) {
    const { solicitudId } = TASKS["solicitud.execute"].payload.parse(payload);
    await failSolicitud(tx, { organizationId, solicitudId, reason });
  },
};
