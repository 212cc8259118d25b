import { tellEvent } from "#domain/events/tell_event.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Hands one event to everybody concerned. */
export const eventTell: TaskDefinition = {
  async run({ services, organizationId, db, job, payload }) {
    await tellEvent({ ...services, organizationId, db, job }, TASKS["event.tell"].payload.parse(payload));
  },
  // The event stays untold, and the buried job tells operators.
  bury: () => Promise.resolve(),
};
