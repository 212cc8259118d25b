import type { Sealer } from "#domain/identity/sealing.ts";
import { tellPlanRequest } from "#domain/plan_requests/tell_plan_request.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Tells operators that an organization asks for another plan. */
export function planRequestTell(sealer: Sealer): TaskDefinition {
  return {
    async run({ services, organizationId, db, job, payload }) {
      const input = TASKS["plan_request.tell"].payload.parse(payload);
      await tellPlanRequest({ ...services, organizationId, db, job }, sealer, input);
    },
    // The request is in the operators' list all the same.
    bury: () => Promise.resolve(),
  };
}
