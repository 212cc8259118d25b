import { textNotification } from "#domain/notifications/text_notification.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Sends one text message. */
export const textSend: TaskDefinition = {
  async run({ services, organizationId, db, job, payload }) {
    const input = TASKS["text.send"].payload.parse(payload);
    await textNotification({ ...services, organizationId, db, job }, input);
  },
  // The mail and the feed say the same, and the buried job tells operators.
  bury: () => Promise.resolve(),
};
