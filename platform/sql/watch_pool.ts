import type { Log } from "#domain/ports.ts";
import { sqlFailure } from "./failures.ts";

interface EventSource<Name extends string, Subject> {
  on(event: Name, listener: (subject: Subject) => void): unknown;
}

/** Hears of connections that break, which would otherwise end the process. */
export function watchPool(
  pool: EventSource<"error", Error> & EventSource<"connect", EventSource<"error", Error>>,
  log: Log,
): void {
  pool.on(
    "error",
    (error) => log.warn("Lost an idle database connection", { reason: sqlFailure(error).message }),
  );
  // Whoever holds a lent connection hears of its end through the statement that fails.
  pool.on("connect", (client) => client.on("error", () => {}));
}
