import type { Sealer } from "#domain/identity/sealing.ts";
import { sendDigest } from "#domain/notifications/send_digest.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Makes one person's digest. */
export function digestSend(sealer: Sealer): TaskDefinition {
  return {
    async run({ services, organizationId, db, job, payload }) {
      const input = TASKS["digest.send"].payload.parse(payload);
      await sendDigest({ ...services, organizationId, db, job }, sealer, input);
    },
    // Its lines still wait: the next tick makes another job of them.
    bury: () => Promise.resolve(),
  };
}
