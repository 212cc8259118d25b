import type { Sealer } from "#domain/identity/sealing.ts";
import { deliverMail } from "#domain/mail/deliver_mail.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Sends one message. */
export function mailSend(sealer: Sealer): TaskDefinition {
  const readInput = (payload: unknown) => TASKS["mail.send"].payload.parse(payload);
  return {
    async run({ services, organizationId, db, job, payload }) {
      await deliverMail({ ...services, organizationId, db, job }, sealer, readInput(payload));
    },
    /** To an operator. */
    async runForPlatform({ services, db, job, payload }) {
      await deliverMail({ ...services, organizationId: null, db, job }, sealer, readInput(payload));
    },
    // Nothing waits for it; the buried job tells operators.
    bury: () => Promise.resolve(),
  };
}
