import type { Sealer } from "#domain/identity/sealing.ts";
import { deliverWebhook, failDelivery } from "#domain/webhooks/deliver_webhook.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Makes one attempt to deliver one message. */
export function webhookDeliver(sealer: Sealer): TaskDefinition {
  const readInput = (payload: unknown) => TASKS["webhook.deliver"].payload.parse(payload);
  return {
    async run({ services, organizationId, db, job, payload }) {
      await deliverWebhook({ ...services, organizationId, db, job }, sealer, readInput(payload));
    },
    async bury(tx, payload, organizationId) {
      await failDelivery(tx, { organizationId, ...readInput(payload) });
    },
  };
}
