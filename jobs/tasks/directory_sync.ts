import { syncDirectory } from "#domain/identity/providers/sync_directory.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Compares an organization's people with its directory. */
export function directorySync(sealer: Sealer): TaskDefinition {
  return {
    async run({ services, organizationId, db, job, payload }) {
      const input = TASKS["directory.sync"].payload.parse(payload);
      await syncDirectory({ ...services, organizationId, db, job }, sealer, input);
    },
    // The provider is still due: the next tick makes another one.
    bury: () => Promise.resolve(),
  };
}
