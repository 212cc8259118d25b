import type { Sealer } from "#domain/identity/sealing.ts";
import { mailNotification } from "#domain/notifications/mail_notification.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Makes the mail of one notification. */
export function notificationMail(sealer: Sealer): TaskDefinition {
  return {
    async run({ services, organizationId, db, job, payload }) {
      const input = TASKS["notification.mail"].payload.parse(payload);
      await mailNotification({ ...services, organizationId, db, job }, sealer, input);
    },
    // It stays in the person's feed, and the buried job tells operators.
    bury: () => Promise.resolve(),
  };
}
