import { failExport, makeExport } from "#domain/exports/make_export.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Makes the file of one export. */
export function exportMake(sealer: Sealer): TaskDefinition {
  const readInput = (payload: unknown) => TASKS["export.make"].payload.parse(payload);
  return {
    async run({ services, organizationId, db, job, payload }) {
      await makeExport({ ...services, organizationId, db, job }, sealer, readInput(payload));
    },
    async bury(tx, payload, organizationId) {
      await failExport(tx, { organizationId, ...readInput(payload), reason: "gave_up" });
    },
  };
}
