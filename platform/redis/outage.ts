import type { Log, Metrics } from "#domain/ports.ts";
import type { GuardOptions } from "./guard.ts";

/** Counts each command that Redis did not serve, and logs only when an outage begins and ends. */
export function reportOutages(
  log: Log,
  metrics?: Metrics,
): Required<Pick<GuardOptions, "onUnavailable" | "onAvailable">> {
  let isOut = false;
  return {
    onUnavailable(why, detail) {
      metrics?.increment("store_unavailable_total");
      if (isOut) return;
      isOut = true;
      log.warn("The shared store cannot be reached", { why, detail });
    },
    onAvailable() {
      isOut = false;
      log.info("The shared store answers again");
    },
  };
}
