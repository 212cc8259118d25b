import { offerReset } from "#domain/identity/offer_reset.ts";
import type { Sealer } from "#domain/identity/sealing.ts";
import { TASKS } from "../contract.ts";
import type { TaskDefinition } from "../worker.ts";

/** Sends the link for a new password to whoever has an account of that address. */
export function passwordOfferReset(sealer: Sealer): TaskDefinition {
  return {
    async run({ services, organizationId, db, job, payload }) {
      const input = TASKS["password.offer_reset"].payload.parse(payload);
      await offerReset({ ...services, organizationId, db, job }, sealer, input);
    },
    // Who waits for the link asks again.
    bury: () => Promise.resolve(),
  };
}
