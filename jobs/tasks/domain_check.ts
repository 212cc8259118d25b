import { checkDomain } from "#domain/custom_domains/check_domain.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Looks whether a domain still has its record. */
export function domainCheck(sealer: Sealer): TaskDefinition {
  return {
    async run({ services, organizationId, db, job, payload }) {
      const input = TASKS["domain.check"].payload.parse(payload);
      await checkDomain({ ...services, organizationId, db, job }, sealer, input);
    },
    // The next day looks again.
    bury: () => Promise.resolve(),
  };
}
