import { offerReset } from "#domain/identity/offer_reset.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../task_definition.ts";

/** Sends the link for a new password to whoever has an account of that address. */
export function passwordOfferReset(sealer: Sealer): TaskDefinition {
  const readInput = (payload: unknown) => TASKS["password.offer_reset"].payload.parse(payload);
  return {
    async run({ services, organizationId, db, job, payload }) {
      await offerReset({ ...services, organizationId, db, job }, sealer, readInput(payload));
    },
    /** To an operator. */
    async runForPlatform({ services, db, job, payload }) {
      await offerReset({ ...services, organizationId: null, db, job }, sealer, readInput(payload));
    },
    // Who waits for the link asks again.
    bury: () => Promise.resolve(),
  };
}
